/** A few users in a table that scrolls sideways. */
import type { ReactNode } from 'react';
import classes from './users-table.module.css';

interface Props<User> {
  label: string;
  users: readonly User[];
  /** What a user does not have is an en dash. */
  columns: readonly { name: string; cell(user: User): ReactNode }[];
}

export function UsersTable<User extends { id: string }>({ label, users, columns }: Props<User>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be scrolled by keys as well
    <section className={classes.scroller} aria-label={label} tabIndex={0}>
      <table className={classes.users}>
        <thead>
          <tr>
            {columns.map(({ name }) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <tr key={user.id}>
              {columns.map(({ name, cell }) => (
                <td key={name}>
                  <bdi>{cell(user) || '–'}</bdi>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
