/** What the palette offers for a query. */

import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { CATALOGUE } from '../../main/contract/actions.ts';
import { ActionIcon } from '../actions/action-icon.tsx';
import { IconLock, IconLogout } from '../icons.ts';
import { Face } from '../parts/face.tsx';
import { sayProblem } from '../parts/say.ts';
import { EnrolmentTag } from '../parts/user-tags.tsx';
import { problemOf } from '../problem.ts';
import { useSignedIn } from '../session/session.ts';
import { lock, signOut } from '../session/sign-out.ts';
import { trpc } from '../trpc.ts';
import { detailOf, nameOf } from '../words/users.ts';
import { PLACES } from './nav.tsx';
import { usePresentUser } from './present-user.ts';
import { THEMES } from './staff-menu.tsx';

export interface Command {
  id: string;
  label: string;
  detail?: string;
  icon: ReactNode;
  tag?: ReactNode;
  run(): void;
}

interface Offer {
  groups: { label: string; commands: Command[] }[];
  /** Said instead of how to use the keys. */
  hint: string | null;
}

export function usePaletteCommands(query: string): Offer {
  const typed = query.trim();
  const users = useUserCommands(typed);
  const here = useActionCommands();
  const places = usePlaceCommands();
  const window = useWindowCommands();
  const fits = (command: Command) => words(command.label).includes(words(typed));
  const groups = [
    { label: 'Users', commands: users.commands },
    { label: here.label, commands: here.commands.filter(fits) },
    { label: 'Pages', commands: places.filter(fits) },
    { label: 'Window', commands: window.filter(fits) },
  ];
  return { groups: groups.filter((group) => group.commands.length > 0), hint: users.hint };
}

function words(text: string): string {
  return text.toLowerCase();
}

function useUserCommands(typed: string): { commands: Command[]; hint: string | null } {
  const { may } = useSignedIn();
  const navigate = useNavigate();
  const [settled] = useDebouncedValue(typed, 120);
  const search = useQuery(
    trpc.users.search.queryOptions(
      { query: settled, limit: 6 },
      { enabled: settled.length > 0 && may('user.search') },
    ),
  );
  if (typed === '') return { commands: [], hint: null };
  // Never the users of an earlier query: Enter would open the wrong one.
  if (typed !== settled || search.isPending) return { commands: [], hint: 'Searching…' };
  if (search.error) return { commands: [], hint: problemOf(search.error).message };
  const commands = (search.data?.users ?? []).map((user) => ({
    id: `user-${user.id}`,
    label: nameOf(user),
    detail: detailOf(user),
    icon: <Face name={nameOf(user)} size={26} />,
    tag: <EnrolmentTag enrolment={user.enrolment} />,
    run: () => void navigate({ to: '/users/$userId', params: { userId: user.id } }),
  }));
  return { commands, hint: null };
}

function useActionCommands(): { label: string; commands: Command[] } {
  const present = usePresentUser();
  if (!present) return { label: 'This user', commands: [] };
  return {
    label: `For ${present.fullName}`,
    commands: present.actions.map((action) => ({
      id: `action-${action}`,
      label: CATALOGUE[action].name,
      detail: CATALOGUE[action].when,
      icon: <ActionIcon action={action} size={18} />,
      run: () => present.begin(action),
    })),
  };
}

function usePlaceCommands(): Command[] {
  const { may } = useSignedIn();
  const navigate = useNavigate();
  return PLACES.filter((place) => may(place.permission)).map(({ to, label, icon: Icon }) => ({
    id: `place-${label.replaceAll(' ', '-')}`,
    label,
    icon: <Icon size={18} stroke={1.7} aria-hidden />,
    run: () => void navigate({ to }),
  }));
}

function useWindowCommands(): Command[] {
  const { setColorScheme } = useMantineColorScheme();
  return [
    {
      id: 'lock',
      label: 'Lock',
      icon: <IconLock size={18} aria-hidden />,
      run: () => void lock().catch(sayProblem),
    },
    {
      id: 'sign-out',
      label: 'Sign out',
      icon: <IconLogout size={18} aria-hidden />,
      run: () => void signOut().catch(sayProblem),
    },
    ...THEMES.map(({ scheme, label, icon: Icon }) => ({
      id: `theme-${scheme}`,
      label: `Theme: ${label.toLowerCase()}`,
      icon: <Icon size={18} aria-hidden />,
      run: () => setColorScheme(scheme),
    })),
  ];
}
