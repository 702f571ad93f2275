/** Users cut by one thing: a table whose bars are the chart, so that both always say the same. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Enrolment } from '../../../db/platforms/contract.ts';
import type { NamedTally } from '../../../main/services/enrolment/counts.ts';
import { Card } from '../../parts/card.tsx';
import { ENROLMENT_WORDS, share, statesIn, usersIn } from '../../words/enrolment.ts';
import { number } from '../../words/numbers.ts';
import classes from './enrolment.module.css';
import type { EnrolmentSearch } from './enrolment-search.ts';

/** Rows before "Show all": what a person reads at a glance. */
const GLANCE = 12;

interface Props {
  title: string;
  column: string;
  tallies: readonly NamedTally[];
  nameOf?: (name: string | null) => string;
  /** The list behind it; null: it cannot be listed. */
  link(name: string | null): EnrolmentSearch | null;
}

export function TallyTable({ title, column, tallies, nameOf = (name) => name || 'None', link }: Props) {
  const [all, setAll] = useState(false);
  const states = statesIn(tallies);
  const most = tallies.reduce((size, { users }) => Math.max(size, users), 1);
  return (
    <Card title={title}>
      <table className={classes.table}>
        <colgroup>
          <col className={classes.nameColumn} />
          <col className={classes.numberColumn} />
          <col />
          {states.map((state) => (
            <col key={state} className={classes.numberColumn} />
          ))}
        </colgroup>
        <thead>
          <tr>
            <th scope="col">{column}</th>
            <th scope="col" className={classes.right}>
              Users
            </th>
            <th scope="col">Share on</th>
            {states.map((state) => (
              <th key={state} scope="col" className={classes.right}>
                {ENROLMENT_WORDS[state].name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(all ? tallies : tallies.slice(0, GLANCE)).map((tally) => (
            <tr key={tally.name}>
              <th scope="row">
                <Listed search={link(tally.name)} className="clip">
                  {nameOf(tally.name)}
                </Listed>
              </th>
              <td className={classes.right}>
                <Listed
                  search={link(tally.name)}
                  label={`${number(tally.users)} users, ${nameOf(tally.name)}`}
                >
                  {number(tally.users)}
                </Listed>
              </td>
              <td>
                <span className={classes.cell}>
                  <span
                    className={classes.cellBar}
                    style={{ width: `${(tally.users / most) * 100}%` }}
                    aria-hidden
                  >
                    {states.map((state) => (
                      <span key={state} data-state={state} style={{ flexGrow: usersIn(tally, state) }} />
                    ))}
                  </span>
                  <span className={classes.cellShare}>{share(tally.on, tally.users)}</span>
                </span>
              </td>
              {states.map((state) => (
                <td key={state} className={classes.right}>
                  <Listed
                    search={withState(link(tally.name), state)}
                    label={`${number(usersIn(tally, state))} ${ENROLMENT_WORDS[state].name.toLowerCase()}, ${nameOf(tally.name)}`}
                  >
                    {number(usersIn(tally, state))}
                  </Listed>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {tallies.length === 0 && <p className={classes.dim}>There are no users.</p>}
      {tallies.length > GLANCE && (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${tallies.length}`}
        </Button>
      )}
    </Card>
  );
}

function withState(search: EnrolmentSearch | null, state: Enrolment): EnrolmentSearch | null {
  return search && { ...search, state };
}

interface ListedProps {
  search: EnrolmentSearch | null;
  label?: string;
  className?: string;
  children: string;
}

function Listed({ search, label, className = '', children }: ListedProps) {
  if (search === null) return <span className={className}>{children}</span>;
  return (
    <Link to="/enrolment/users" search={search} className={className} dir="auto" aria-label={label}>
      {children}
    </Link>
  );
}
