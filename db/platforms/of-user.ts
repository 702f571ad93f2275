import type { UserId } from './user.ts';

/**
 * Wraps methods about one user: whatever is asked about what cannot be an id of the platform is answered as of nobody. MySQL reads
 * "12abc" as 12.
 */
export function answersOfUsers(isUserId: (text: string) => boolean) {
  return function ofUser<Connection, More extends unknown[], Answer>(
    method: (connection: Connection, id: UserId, ...more: More) => Promise<Answer>,
    ofNobody: () => Answer,
  ): typeof method {
    return async (connection, id, ...more) => (isUserId(id) ? method(connection, id, ...more) : ofNobody());
  };
}
