/** The users of a list, in the order of their ids. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { EnrolmentFilter, EnrolmentRow } from '../../../main/services/enrolment/service.ts';
import { IconUsers } from '../../icons.ts';
import { type Column, RowTable } from '../../parts/row-table.tsx';
import { Tag } from '../../parts/tag.tsx';
import { When } from '../../parts/when.tsx';
import { consoleNow, type SignedIn, useSignedIn } from '../../session/session.ts';
import { trpc } from '../../trpc.ts';
import { ENROLMENT_WORDS } from '../../words/enrolment.ts';
import { nameOf, underName } from '../../words/users.ts';
import classes from './enrolment.module.css';

const TONES = {
  on: 'ok',
  pending: 'warn',
  off: 'none',
  'must-enrol': 'none',
  broken: 'bad',
  unknown: 'warn',
} as const;

export function UserTable({ filter }: { filter: EnrolmentFilter }) {
  const query = useInfiniteQuery(
    trpc.enrolment.list.infiniteQueryOptions(
      { filter, limit: 100 },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  );
  const { knows } = useSignedIn();
  const columns = useMemo(() => COLUMNS.filter(({ of }) => !of || of.some((one) => knows(one))), [knows]);
  const users = useMemo(() => query.data?.pages.flatMap((page) => page.users) ?? [], [query.data]);
  return (
    <RowTable
      query={query}
      rows={users}
      keyOf={(user) => user.id}
      columns={columns}
      rowHeight={44}
      minWidth={780}
      label="Users"
      empty={{ icon: IconUsers, title: 'Nobody is like this' }}
    />
  );
}

/** `of`: there where the platform knows one of these. */
const COLUMNS: (Column<EnrolmentRow> & { of?: readonly Parameters<SignedIn['knows']>[0][] })[] = [
  {
    name: 'User',
    width: 'minmax(120px, 1.3fr)',
    cell: (user) => (
      <>
        <Link
          to="/users/$userId"
          params={{ userId: user.id }}
          className="clip"
          dir="auto"
          title={nameOf(user)}
        >
          {nameOf(user)}
        </Link>
        <span className={`${classes.dim} clip`}>{underName(user)}</span>
      </>
    ),
  },
  {
    name: 'E-mail',
    of: ['email'],
    width: 'minmax(80px, 1.3fr)',
    cell: ({ email }) => (
      <span className="clip" title={email ?? undefined}>
        {email ?? '–'}
      </span>
    ),
  },
  {
    name: 'Department',
    of: ['department'],
    width: 'minmax(84px, 1fr)',
    cell: ({ department }) => (
      <span className="clip" dir="auto">
        {department ?? '–'}
      </span>
    ),
  },
  {
    name: '2FA',
    width: '232px',
    cell: ({ enrolment, privileged, lockedUntil }) => (
      <span className={classes.tags}>
        <Tag tone={TONES[enrolment]}>{ENROLMENT_WORDS[enrolment].name}</Tag>
        {privileged && <Tag tone="accent">Privileged</Tag>}
        {lockedUntil !== null && lockedUntil > consoleNow() && <Tag tone="bad">Locked</Tag>}
      </span>
    ),
  },
  {
    name: 'Codes left',
    of: ['no-backup-codes', 'few-backup-codes'],
    width: '76px',
    cell: ({ enrolment, unusedCodes }) => (enrolment === 'on' ? (unusedCodes ?? '–') : '–'),
  },
  {
    name: 'Last login',
    of: ['lastLoginAt'],
    width: '96px',
    cell: ({ lastLoginAt }) => <When time={lastLoginAt} />,
  },
];
