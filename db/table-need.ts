/** One table, and what is done in it. A right that is not named is one that Rekey does not need there. */
export interface TableNeed {
  table: string;
  /** The columns that are read. Rekey's own tables are read whole: what is in them is the migrations' business. */
  select: readonly string[] | 'all';
  /** The columns of an INSERT; absent: none is made. */
  insert?: readonly string[] | 'all';
  /** The columns an UPDATE sets, for an own table one that stands for all; absent: none is made. */
  update?: readonly string[];
  delete?: true;
  /** Rekey's own table: made by `rekey migrate` when it is missing. */
  own?: true;
  /** UPDATE and DELETE would let the log be changed afterwards, and are better not granted; a column to try it with. */
  appendOnly?: string;
}
