/** The panel under the search field, in each of its states. */
import { Skeleton } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import type { UserSummary } from '../../../db/platforms/contract.ts';
import { IconHistory, IconUserSearch } from '../../icons.ts';
import { Emptiness } from '../../parts/emptiness.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useSignedIn } from '../../session/session.ts';
import { number } from '../../words/numbers.ts';
import { plural } from '../../words/time.ts';
import { namedBy } from '../../words/users.ts';
import classes from './people.module.css';
import { PeopleList } from './people-list.tsx';
import rowClasses from './person-row.module.css';
import { columnsOf, knowsPlace } from './person-row.tsx';
import type { FoundPeople } from './use-people.ts';

interface Props {
  people: FoundPeople;
  query: string;
  listId: string;
  chosen: number;
  onChoose(index: number): void;
  onOpen(user: UserSummary): void;
  onKeyDown(event: KeyboardEvent): void;
}

export function People({ people, ...rest }: Props) {
  const { knows } = useSignedIn();
  return (
    <>
      <div className={`${classes.head} ${columnsOf(knows)}`}>
        <span className={classes.count} role="status">
          {countOf(people)}
        </span>
        {people.rows.length > 0 && (
          <>
            {knows('email') && <span className={rowClasses.email}>E-mail</span>}
            {knowsPlace(knows) && (
              <span className={rowClasses.place}>
                {knows('department') ? `Department${knows('role') ? ' · role' : ''}` : 'Role'}
              </span>
            )}
            <span className={classes.end}>Two-factor</span>
            {knows('lastLoginAt') && <span className={classes.end}>Last login</span>}
          </>
        )}
      </div>
      <Body people={people} {...rest} />
    </>
  );
}

function countOf({ kind, waiting, current, rows, hasMore, error }: FoundPeople): string {
  if (kind === 'recent') return rows.length > 0 ? 'You looked at these last' : '';
  if (error) return 'Search failed';
  if (waiting || !current) return 'Searching…';
  if (hasMore) return `More than ${number(rows.length)} people`;
  return plural(rows.length, 'person', 'people');
}

function Body({ people, query, ...list }: Props) {
  if (people.error && people.rows.length === 0) {
    return (
      <div className={classes.problem}>
        <ProblemPanel error={people.error} retry={people.retry} />
      </div>
    );
  }
  if (people.waiting) return <RowSkeletons />;
  if (people.rows.length > 0) return <PeopleList people={people} query={query} {...list} />;
  if (people.kind === 'recent') {
    return (
      <Emptiness icon={IconHistory} title="Type to find somebody">
        <p>The users you look at will stand here, the last one first.</p>
        <WhatToType />
      </Emptiness>
    );
  }
  return (
    <Emptiness icon={IconUserSearch} title={people.current ? `Nobody found for “${query}”` : 'Searching…'}>
      <WhatToType />
    </Emptiness>
  );
}

function WhatToType() {
  const { knows } = useSignedIn();
  const named = knows('fullName');
  return (
    <dl className={classes.ways}>
      <dt>mar</dt>
      <dd>
        beginning of a {namedBy(named && 'first or family name', 'username', knows('email') && 'e-mail')}
      </dd>
      {named && (
        <>
          <dt>mara lind</dt>
          <dd>more of the full name</dd>
        </>
      )}
      {knows('email') && (
        <>
          <dt>@example.org</dt>
          <dd>everybody with that e-mail domain</dd>
        </>
      )}
      <dt># and an id</dt>
      <dd>exactly that user</dd>
    </dl>
  );
}

function RowSkeletons() {
  return (
    <div className={classes.skeletons} aria-hidden>
      {[46, 38, 52, 34, 44, 40, 50, 36].map((width) => (
        <div key={width} className={classes.skeleton}>
          <Skeleton circle height={32} />
          <Skeleton height={12} width={`${width}%`} />
        </div>
      ))}
    </div>
  );
}
