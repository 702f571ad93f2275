/** What an admin acts on, each number with the list behind it. */
import { Link } from '@tanstack/react-router';
import type { EnrolmentCounts } from '../../../main/services/enrolment/counts.ts';
import type { Concern } from '../../../main/services/enrolment/service.ts';
import { CONCERN_WORDS, concernsIn } from '../../words/enrolment.ts';
import { number } from '../../words/numbers.ts';
import classes from './enrolment.module.css';

const URGENT: readonly Concern[] = ['privileged-without-2fa', 'changed-outside'];

export function Concerns({ concerns }: Pick<EnrolmentCounts, 'concerns'>) {
  return (
    <section aria-label="What to look at">
      <h2 className={classes.heading}>What to look at</h2>
      <ul className={classes.concerns}>
        {concernsIn(concerns).map(([concern, users]) => (
          <li key={concern}>
            <Link
              to="/enrolment/users"
              search={{ concern }}
              className={classes.concern ?? ''}
              data-none={users === 0 || undefined}
              data-urgent={(URGENT.includes(concern) && users > 0) || undefined}
            >
              <span className={classes.concernNumber}>{number(users)}</span>
              <span className={classes.concernName}>{CONCERN_WORDS[concern].name}</span>
              <span className={classes.concernMeaning}>{CONCERN_WORDS[concern].meaning}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
