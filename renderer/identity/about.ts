/** Whom evidence is gathered about, and for which request. */
export interface About {
  userId: string;
  requestId: number | null;
}
