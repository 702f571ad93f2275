/** The page that opens first: ready to type, people as you type, Enter opens. */
import { useDebouncedCallback, useDebouncedValue } from '@mantine/hooks';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useId, useState } from 'react';
import type { UserSummary } from '../../../db/platforms/contract.ts';
import { useListKeys } from '../../parts/use-list-keys.ts';
import { Page } from '../../shell/page.tsx';
import classes from './find-page.module.css';
import { lastOpened, rememberOpened } from './last-opened.ts';
import { NotYetFound } from './not-yet-found.tsx';
import { People } from './people.tsx';
import { SearchField } from './search-field.tsx';
import { usePeople } from './use-people.ts';

/** ms of silence before a query is sent. */
const SETTLE = 100;

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** This page has only kept its address up with what was typed. */
    typing?: true | undefined;
  }
}

/** Who comes here by the menu while already here begins anew: what the address says, ready to type. */
export function FindPage() {
  const { q = '' } = useSearch({ from: '/' });
  const [visit, setVisit] = useState({ number: 0, q });
  const router = useRouter();
  useEffect(
    () =>
      // Not by the router's state, where place and search change one after the other.
      router.subscribe('onBeforeNavigate', ({ toLocation: { pathname, search, state } }) => {
        if (pathname !== '/' || state.typing) return;
        const { q = '' } = search as { q?: unknown };
        setVisit(({ number }) => ({ number: number + 1, q: String(q) }));
      }),
    [router],
  );
  return <Finding key={visit.number} q={visit.q} />;
}

function Finding({ q }: { q: string }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState(q);
  const [settled] = useDebouncedValue(typed.trim(), SETTLE);
  const people = usePeople(typed.trim(), settled);
  const listId = useId();
  // Enter before the people of this query are here waits for them.
  const [entered, setEntered] = useState(false);

  const open = (user: UserSummary | undefined) => {
    if (!user) return;
    rememberOpened(settled, user.id);
    void navigate({ to: '/users/$userId', params: { userId: user.id } });
  };
  const { index, choose, onKeyDown } = useListKeys({
    count: people.rows.length,
    list: settled,
    startAt: () => lastOpened(settled, people.rows),
    onEnter: (at) => (people.current ? open(people.rows[at]) : setEntered(true)),
  });

  const type = (text: string) => {
    setTyped(text);
    setEntered(false);
    keepInAddress(text.trim());
  };
  const keepInAddress = useDebouncedCallback((text: string) => {
    void navigate({
      to: '/',
      search: text === '' ? {} : { q: text },
      replace: true,
      state: { typing: true },
    });
  }, 300);

  const only = people.rows.length === 1 ? people.rows[0] : undefined;
  const arrived = entered && people.current;
  useEffect(() => {
    if (!arrived) return;
    setEntered(false);
    // With several there is a choice to make, and nobody saw them when Enter was pressed.
    if (only) open(only);
  });

  return (
    <Page title="Find a user" layout="fill" focusHeading={false} aside={<Keys />}>
      <SearchField
        value={typed}
        onChange={type}
        onKeyDown={onKeyDown}
        busy={people.searching}
        listId={listId}
        chosenId={people.rows.length > 0 ? `${listId}-${index}` : undefined}
      />
      <NotYetFound />
      <div className={classes.results}>
        <People
          people={people}
          query={settled}
          listId={listId}
          chosen={index}
          onChoose={choose}
          onOpen={open}
          onKeyDown={onKeyDown}
        />
      </div>
    </Page>
  );
}

function Keys() {
  return (
    <span className={classes.keys} aria-hidden>
      <kbd>↑</kbd> <kbd>↓</kbd> move <kbd>Enter</kbd> open <kbd>Esc</kbd> clear
    </span>
  );
}
