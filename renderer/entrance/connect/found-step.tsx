import { Button } from '@mantine/core';
import type { Enrolment } from '../../../db/platforms/contract.ts';
import { UsersTable } from '../../parts/mapping/users-table.tsx';
import type { Outputs } from '../../trpc.ts';
import { CONCERN_WORDS, concernsIn, ENROLMENT_WORDS } from '../../words/enrolment.ts';
import { number } from '../../words/numbers.ts';
import form from '../form.module.css';
import type { StepProps } from './answers.ts';
import classes from './connect.module.css';

type Look = Outputs['connect']['look'];
type User = Look['users'][number];

const COLUMNS = [
  ['email', 'E-mail'],
  ['fullName', 'Name'],
  ['department', 'Department'],
  ['role', 'Role'],
] as const;

export function FoundStep({ answers: { look }, next }: StepProps) {
  if (!look) return null;
  const { proof, tally } = look;
  return (
    <div className={form.stack}>
      {look.users.length > 0 && <FirstUsers look={look} users={look.users} />}
      {tally && <p className={classes.sentence}>{tallyWords(tally)}</p>}
      {tally && <Concerns of={tally.concerns} />}
      {proof && proof.opened > 0 && proof.refused > 0 && (
        <p className={classes.wrong}>
          The key opens {proof.opened} of the newest stored values, and {proof.refused} not.
        </p>
      )}
      {look.limits.length > 0 && (
        <section aria-labelledby="limits">
          <h2 id="limits" className={classes.heading}>
            What Rekey cannot see or do here
          </h2>
          <ul className={classes.evidence}>
            {look.limits.map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        </section>
      )}
      <Button autoFocus onClick={() => next()}>
        These are the users
      </Button>
    </div>
  );
}

function FirstUsers({ look, users }: { look: Look; users: readonly User[] }) {
  const columns = COLUMNS.filter(([field]) => look.fields.includes(field));
  return (
    <UsersTable
      label="Its first users"
      users={users}
      columns={[
        { name: 'Username', cell: ({ username }) => username },
        ...columns.map(([field, name]) => ({ name, cell: (user: User) => user[field] })),
        { name: 'Privileged', cell: ({ privileged }) => (privileged ? 'Yes' : 'No') },
        { name: '2FA', cell: ({ enrolment }) => ENROLMENT_WORDS[enrolment].name },
      ]}
    />
  );
}

function Concerns({ of }: { of: NonNullable<Look['tally']>['concerns'] }) {
  const found = concernsIn(of).filter(([, users]) => users > 0);
  if (found.length === 0) return null;
  return (
    <ul className={classes.evidence}>
      {found.map(([concern, users]) => (
        <li key={concern}>
          {CONCERN_WORDS[concern].list}: {number(users)}
        </li>
      ))}
    </ul>
  );
}

function tallyWords({ users, states, all }: NonNullable<Look['tally']>): string {
  if (users === 0) return 'There are no users yet.';
  const each = Object.entries(states).map(
    ([state, count]) => `${number(count)} ${ENROLMENT_WORDS[state as Enrolment].name.toLowerCase()}`,
  );
  return `Of ${all ? 'all' : 'the first'} ${number(users)} users: ${each.join(', ')}.`;
}
