/** One table, by column. A right that a table does not name is one that Rekey does not need there. */
export interface TableNeed {
  table: string;
  select: readonly string[];
  /** The columns of an INSERT; absent: none is made. */
  insert?: readonly string[];
  /** The columns an UPDATE sets; absent: none is made. */
  update?: readonly string[];
  delete?: true;
  /** Rekey's own table: made by `rekey migrate` when it is missing. */
  own?: true;
  /** Rights that would let entries be changed afterwards: better not granted. */
  appendOnly?: true;
}
