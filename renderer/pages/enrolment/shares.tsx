/** All users by their state, as one bar and a number each. */
import { Link } from '@tanstack/react-router';
import type { Tally } from '../../../main/services/enrolment/counts.ts';
import { ENROLMENT_WORDS, share, statesIn, usersIn } from '../../words/enrolment.ts';
import { number } from '../../words/numbers.ts';
import classes from './enrolment.module.css';

export function Shares({ total }: { total: Tally }) {
  const parts = statesIn([total]).map((state) => ({ state, users: usersIn(total, state) }));
  return (
    <section className={classes.shares} aria-label="All users">
      <h2 className={classes.heading}>
        <Link to="/enrolment/users" className={classes.quietLink ?? ''}>
          {number(total.users)} {total.users === 1 ? 'user' : 'users'}
        </Link>
      </h2>
      <div className={classes.bar} aria-hidden>
        {parts.map(({ state, users }) => (
          <span key={state} data-state={state} style={{ flexGrow: users }} />
        ))}
      </div>
      <ul className={classes.parts}>
        {parts.map(({ state, users }) => (
          <li key={state}>
            <Link to="/enrolment/users" search={{ state }} className={classes.part ?? ''}>
              <span className={classes.partName}>
                <span className={classes.swatch} data-state={state} aria-hidden />
                {ENROLMENT_WORDS[state].name}
              </span>
              <span className={classes.partNumber}>{number(users)}</span>
              <span className={classes.partShare}>{share(users, total.users)}</span>
              <span className={classes.partMeaning}>{ENROLMENT_WORDS[state].meaning}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
