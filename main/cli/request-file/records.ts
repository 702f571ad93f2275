/** What the readers of a file make of it: one record after the other, each with the line that it begins on. */

export type Fields = Record<string, unknown>;

export type FileRecord =
  | { kind: 'fields'; line: number; fields: Fields }
  /** This one can not be read; what follows can. */
  | { kind: 'bad'; line: number; why: string }
  /** Where what follows begins can not be told any more. */
  | { kind: 'end'; line: number; why: string };
