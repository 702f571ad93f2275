/** What is too long for one answer: made piece by piece, each when whoever began it asks for it. */
import { randomUUID } from 'node:crypto';
import { RekeyError } from '../../db/errors.ts';
import type { Clock } from './clock.ts';
import type { Actor } from './session.ts';

const KEPT = 10 * 60 * 1000;
/** By all seats of this console. */
const AT_ONCE = 8;

export interface Pieces<Piece> {
  /** Whether another may begin. @throws EXPORT_BUSY */
  demandRoom(): void;
  /** Returns the id to ask by. @throws EXPORT_BUSY */
  start(actor: Actor, pieces: AsyncGenerator<Piece>): string;
  /** @throws EXPORT_GONE for one that is over, was left for ten minutes, or is somebody else's; what the making of it throws */
  next(actor: Actor, id: string): Promise<Piece>;
  /** No more of it is wanted. Nothing happens to what is over already, or is somebody else's. */
  stop(actor: Actor, id: string): void;
}

export function createPieces<Piece extends { done: boolean }>(clock: Clock): Pieces<Piece> {
  const running = new Map<string, { actorId: number; usedAt: number; pieces: AsyncGenerator<Piece> }>();

  function demandRoom(): void {
    for (const [id, { usedAt }] of running) if (clock() - usedAt > KEPT) running.delete(id);
    if (running.size >= AT_ONCE) throw new RekeyError('EXPORT_BUSY');
  }

  return {
    demandRoom,
    start(actor, pieces) {
      demandRoom();
      const id = randomUUID();
      running.set(id, { actorId: actor.id, usedAt: clock(), pieces });
      return id;
    },
    async next(actor, id) {
      const one = running.get(id);
      if (one?.actorId !== actor.id || clock() - one.usedAt > KEPT) throw new RekeyError('EXPORT_GONE');
      one.usedAt = clock();
      try {
        const { value } = await one.pieces.next();
        if (!value || value.done) running.delete(id);
        if (!value) throw new RekeyError('EXPORT_GONE');
        return value;
      } catch (error) {
        // A generator that threw is over; what would come after it must not look like the end of the list.
        running.delete(id);
        throw error;
      }
    },
    stop(actor, id) {
      const one = running.get(id);
      if (one?.actorId !== actor.id) return;
      running.delete(id);
      void one.pieces.return(undefined).catch(() => {});
    },
  };
}
