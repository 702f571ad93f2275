/** What a platform whose own tables have no index for e-mail, names and phone gives, so that Rekey keeps one (db/search-index). */
import type { Reader } from '../database.ts';
import type { UserId } from './user.ts';

/** What somebody is found by, as the platform's row has it now. */
export interface Searchable {
  id: UserId;
  /** What they log in by; null where `own` finds it, or there is none. */
  username: string | null;
  email: string | null;
  /** The full name, or first and last; what is empty does not matter. */
  names: readonly string[];
  phone: string | null;
}

/** Each reads one range of the primary key or of an index, and takes no lock. */
export interface SearchSource<User extends Searchable = Searchable> {
  /** Which columns `page` reads, as a digest of at most 64 characters: where it is another, whoever was indexed is walked by anew. */
  readonly madeOf: string;
  /** The users after this one in the order of their keys, the newest (or greatest) first; null: from the first on. */
  page(reader: Reader, after: UserId | null, limit: number): Promise<Searchable[]>;
  /** Those of them that are there, in any order. `User`: with whatever else the platform shows of a user in a list. */
  current(reader: Reader, ids: readonly UserId[]): Promise<User[]>;
  /** Nearly which part of all users is behind us once `page` has come to this one, from 0 to 1. */
  shareUpTo(reader: Reader, id: UserId): Promise<number>;
  /** The ids that a query may be, as `12` of "12" and "#12"; there need not be such users. */
  idsIn(query: string): UserId[];
  /** Those that the platform's own index finds, who come first. Absent: it has none that fits. */
  own?: {
    /** In the order of that index. `after`: the `at` of the last one before, at most 190 characters. */
    page(
      reader: Reader,
      query: string,
      after: string | null,
      limit: number,
    ): Promise<{ id: UserId; at: string }[]>;
    /** Whether `page` finds this one, as the row is now. */
    finds(user: User, query: string): boolean;
  };
}
