/**
 * Times as Django keeps them: DATETIME(6) on MySQL, text on SQLite, without a zone. With USE_TZ, Django's default since 5.0, they are
 * UTC; without, they are the platform's local time, and nothing in the database says which.
 */

/** `time`: ms UTC. Text that both databases compare and store. */
export function djangoTime(time: number): string {
  return new Date(time).toISOString().replace('T', ' ').replace('Z', '000');
}

/** ms UTC; null: none. */
export function readDjangoTime(value: string | Date | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  return value instanceof Date ? value.getTime() : Date.parse(`${value.slice(0, 23).replace(' ', 'T')}Z`);
}
