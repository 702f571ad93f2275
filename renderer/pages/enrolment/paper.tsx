/** What the reports on paper have in common. */
import type { EnrolmentCounts, NamedTally, Tally } from '../../../main/services/enrolment/counts.ts';
import { CONCERN_WORDS, concernsIn, share } from '../../words/enrolment.ts';
import { number } from '../../words/numbers.ts';

export function TotalRows({ total: { users, enrolled, pending } }: { total: Tally }) {
  const none = users - enrolled - pending;
  return (
    <>
      <Row name="Users" values={[number(users), '']} />
      <Row name="Enrolled" values={[number(enrolled), share(enrolled, users)]} />
      <Row name="Pending" values={[number(pending), share(pending, users)]} />
      <Row name="Not enrolled" values={[number(none), share(none, users)]} />
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
  tallies: readonly NamedTally[];
  nameOf?: (name: string) => string;
}

/** The same users cut by one thing. */
export function Part({ title, tallies, nameOf = (name) => name }: PartProps) {
  if (tallies.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <table>
        <thead>
          <Row name="" values={['Users', 'Enrolled', 'Pending', 'Not enrolled', 'Share enrolled']} />
        </thead>
        <tbody>
          {tallies.map(({ name, users, enrolled, pending }) => (
            <Row
              key={name}
              name={name ? nameOf(name) : 'None'}
              values={[
                ...[users, enrolled, pending, users - enrolled - pending].map(number),
                share(enrolled, users),
              ]}
            />
          ))}
        </tbody>
      </table>
    </>
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
