/** What the reports on paper have in common. */

import type { EnrolmentCounts, NamedTally, Tally } from '../../../main/services/enrolment/counts.ts';
import type { EnrolmentRow } from '../../../main/services/enrolment/service.ts';
import { useSignedIn } from '../../session/session.ts';
import {
  CONCERN_WORDS,
  concernsIn,
  ENROLMENT_WORDS,
  share,
  statesIn,
  usersIn,
} from '../../words/enrolment.ts';
import { number } from '../../words/numbers.ts';
import { nameOf } from '../../words/users.ts';

export function TotalRows({ total }: { total: Tally }) {
  return (
    <>
      <Row name="Users" values={[number(total.users), '']} />
      {statesIn([total]).map((state) => (
        <Row
          key={state}
          name={ENROLMENT_WORDS[state].name}
          values={[number(usersIn(total, state)), share(usersIn(total, state), total.users)]}
        />
      ))}
    </>
  );
}

export function ConcernRows({ concerns, total }: Pick<EnrolmentCounts, 'concerns' | 'total'>) {
  return concernsIn(concerns).map(([concern, users]) => (
    <Row
      key={concern}
      name={CONCERN_WORDS[concern].list}
      values={[number(users), share(users, total.users)]}
    />
  ));
}

interface PartProps {
  title: string;
  /** Null: the platform does not know it. */
  tallies: readonly NamedTally[] | null;
  nameOf?: (name: string | null) => string;
}

/** The same users cut by one thing. */
export function Part({ title, tallies, nameOf = (name) => name || 'None' }: PartProps) {
  if (!tallies?.length) return null;
  const states = statesIn(tallies);
  return (
    <>
      <h2>{title}</h2>
      <table>
        <thead>
          <Row
            name=""
            values={['Users', ...states.map((state) => ENROLMENT_WORDS[state].name), 'Share on']}
          />
        </thead>
        <tbody>
          {tallies.map((tally) => (
            <Row
              key={tally.name}
              name={nameOf(tally.name)}
              values={[
                ...[tally.users, ...states.map((state) => usersIn(tally, state))].map(number),
                share(tally.on, tally.users),
              ]}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

interface NamesProps {
  users: readonly EnrolmentRow[];
  withState?: boolean;
}

/** Users by name, with what the platform knows of them. */
export function Names({ users, withState = false }: NamesProps) {
  const { knows } = useSignedIn();
  const columns = [
    // Else it is the name.
    { name: 'Username', there: knows('fullName'), of: (user: EnrolmentRow) => user.username },
    { name: 'Department', there: knows('department'), of: (user: EnrolmentRow) => user.department ?? 'None' },
    { name: 'Role', there: knows('role'), of: (user: EnrolmentRow) => user.role ?? 'None' },
    { name: '2FA', there: withState, of: (user: EnrolmentRow) => ENROLMENT_WORDS[user.enrolment].name },
  ].filter(({ there }) => there);
  return (
    <table className="names">
      <thead>
        <Row name="Name" values={columns.map(({ name }) => name)} />
      </thead>
      <tbody>
        {users.map((user) => (
          <Row key={user.id} name={nameOf(user)} values={columns.map(({ of }) => of(user))} />
        ))}
      </tbody>
    </table>
  );
}

export function Row({ name, values }: { name: string; values: readonly string[] }) {
  return (
    <tr>
      <th dir="auto">{name}</th>
      {values.map((value, column) => (
        <td key={column}>{value}</td>
      ))}
    </tr>
  );
}
