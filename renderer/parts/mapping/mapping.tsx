/** Who a platform's users are: what is read from which column, with five real users beside it. The same in Settings and while connecting. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Outputs } from '../../trpc.ts';
import { ProblemPanel } from '../problem-panel.tsx';
import { When } from '../when.tsx';
import { ChoiceFields } from './choice-fields.tsx';
import type { Choices, MappingView } from './choices.ts';
import classes from './mapping.module.css';
import { UsersTable } from './users-table.tsx';

type Sampled = Outputs['settings']['samplePlatform'][number];

interface Props {
  view: MappingView;
  value: Choices;
  onChange(value: Choices): void;
  /** Users as they would read with it. */
  sample(value: Choices): Promise<Sampled[]>;
  /** Whose users: asked again where it is another. */
  of: string;
  /** After the fields, as a button. */
  children: ReactNode;
}

export function Mapping({ view, value, onChange, sample, of, children }: Props) {
  const users = useQuery({
    queryKey: ['mapping', of, value],
    queryFn: () => sample(value),
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <div className={classes.container}>
      <div className={classes.beside}>
        <div className={classes.form}>
          {view.unfit !== null && (
            <p className={classes.wrong}>What was chosen before does not fit any more: {view.unfit}.</p>
          )}
          <div className={classes.fields}>
            {view.choices.map((choice) => (
              <ChoiceFields
                key={choice.name}
                choice={choice}
                value={value[choice.name] ?? null}
                onChange={(chosen) => onChange({ ...value, [choice.name]: chosen })}
              />
            ))}
          </div>
          {view.note !== null && <p className={classes.note}>{view.note}</p>}
        </div>
        <div className={classes.sample} aria-live="polite" aria-busy={users.isFetching}>
          {users.error ? (
            <ProblemPanel error={users.error} />
          ) : (
            users.data && <Sample users={users.data} stale={users.isPlaceholderData} />
          )}
        </div>
        <div className={classes.end}>{children}</div>
      </div>
    </div>
  );
}

const COLUMNS = [
  { name: 'Username', cell: ({ username }: Sampled) => username },
  { name: 'E-mail', cell: ({ email }: Sampled) => email },
  { name: 'Name', cell: ({ fullName }: Sampled) => fullName },
  {
    name: 'Privileged',
    cell: ({ privileged, role }: Sampled) => (privileged ? `Yes (${role})` : 'No'),
  },
  {
    name: 'Active',
    cell: ({ status }: Sampled) => (status === null ? null : status === 'active' ? 'Yes' : 'No'),
  },
  { name: 'Phone', cell: ({ phone }: Sampled) => phone },
  { name: 'Department', cell: ({ department }: Sampled) => department },
  {
    name: 'Joined',
    cell: ({ createdAt }: Sampled) => createdAt !== null && <When time={createdAt} />,
  },
  {
    name: 'Last login',
    cell: ({ lastLoginAt }: Sampled) => lastLoginAt !== null && <When time={lastLoginAt} />,
  },
];

function Sample({ users, stale }: { users: readonly Sampled[]; stale: boolean }) {
  if (users.length === 0) return <p className={classes.note}>There are no users yet to show.</p>;
  return (
    <div data-stale={stale || undefined}>
      <UsersTable label="The first users, as they would read" users={users} columns={COLUMNS} />
    </div>
  );
}
