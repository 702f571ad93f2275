import { memo } from 'react';
import type { UserSummary } from '../../../db/platforms/contract.ts';
import { Face } from '../../parts/face.tsx';
import { EnrolmentTag, WarningTags } from '../../parts/user-tags.tsx';
import { When } from '../../parts/when.tsx';
import { type SignedIn, useSignedIn } from '../../session/session.ts';
import { nameOf, underName } from '../../words/users.ts';
import classes from './person-row.module.css';

interface Props {
  id: string;
  user: UserSummary;
  index: number;
  /** -1: not known. */
  size: number;
  top: number;
  chosen: boolean;
  onChoose(index: number): void;
  onOpen(user: UserSummary): void;
}

/** The class of a row and of the head, with the columns of what the platform knows. */
export function columnsOf(knows: SignedIn['knows']): string {
  return [
    classes.columns,
    !knows('email') && classes.withoutEmail,
    !knowsPlace(knows) && classes.withoutPlace,
    !knows('lastLoginAt') && classes.withoutSeen,
  ]
    .filter(Boolean)
    .join(' ');
}

export function knowsPlace(knows: SignedIn['knows']): boolean {
  return knows('department') || knows('role');
}

/** Remembered: scrolling draws the rows that come, not again those that stay. */
export const PersonRow = memo(function PersonRow(props: Props) {
  const { knows } = useSignedIn();
  const { id, user, index, size, top, chosen, onChoose, onOpen } = props;
  return (
    // The keyboard is the search field's: it keeps the focus and moves the choice (ARIA combobox with a listbox).
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      className={`${classes.row} ${columnsOf(knows)}`}
      id={id}
      role="option"
      aria-selected={chosen}
      aria-posinset={index + 1}
      aria-setsize={size}
      tabIndex={-1}
      style={{ transform: `translateY(${top}px)` }}
      onMouseDown={(event) => {
        event.preventDefault();
        onChoose(index);
      }}
      onClick={() => onOpen(user)}
    >
      <Face name={nameOf(user)} />
      <span className={classes.who}>
        <span className={`${classes.name} clip`} dir="auto" title={nameOf(user)}>
          {nameOf(user)}
        </span>
        <span className={`${classes.dim} clip`} title={underName(user)}>
          {underName(user)}
          {user.email !== null && <span className={classes.underName}> · {user.email}</span>}
        </span>
      </span>
      {knows('email') && (
        <span className={`${classes.email} clip`} title={user.email ?? undefined}>
          {user.email ?? '–'}
        </span>
      )}
      {knowsPlace(knows) && (
        <span className={`${classes.place} ${classes.dim} clip`} dir="auto">
          {[user.department, user.role].filter(Boolean).join(' · ') || '–'}
        </span>
      )}
      <span className={classes.tags}>
        <WarningTags user={user} />
        <EnrolmentTag enrolment={user.enrolment} />
      </span>
      {knows('lastLoginAt') && (
        <span className={`${classes.seen} ${classes.dim}`}>
          <When time={user.lastLoginAt} never="never signed in" />
        </span>
      )}
    </div>
  );
});
