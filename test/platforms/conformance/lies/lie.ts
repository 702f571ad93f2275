/** A lie of a platform, and what several rules are lied about by. */
import type { Database } from '../../../../db/database.ts';
import type { Platform, UserId } from '../../../../db/platforms/contract.ts';
import type { ReferencePlatform } from '../../../../db/platforms/reference/index.ts';

/** `on`: where it shows; left out: on SQLite, as anywhere. */
export interface Lie {
  lie: string;
  on?: 'mysql';
  tell(honest: ReferencePlatform, database: Database): Partial<Platform>;
}

/** By the rule that catches them. */
export type Lies = Record<string, Lie[]>;

export const NEVER_ENDS = Number.MAX_SAFE_INTEGER;

/** The number that MySQL would take such an id for. */
export const loosely = (id: string) => String(Number.parseInt(id.replace(/^\D+/, ''), 10) || 0) as UserId;

export const ofCodes = (lie: string, tell: (codes: ReferencePlatform['codes']) => object): Lie => ({
  lie,
  tell: ({ codes }) => ({ codes: { ...codes, ...tell(codes) } }),
});
