/** Users cut by one thing: a table whose bars are the chart, so that both always say the same. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { NamedTally } from '../../../main/services/enrolment/counts.ts';
import { Card } from '../../parts/card.tsx';
import { number, share } from '../../words/enrolment.ts';
import classes from './enrolment.module.css';
import type { EnrolmentSearch } from './enrolment-search.ts';

/** Rows before "Show all": what a person reads at a glance. */
const GLANCE = 12;

interface Props {
  title: string;
  column: string;
  tallies: readonly NamedTally[];
  nameOf?: (name: string | null) => string;
  link(name: string | null): EnrolmentSearch;
}

export function TallyTable({ title, column, tallies, nameOf = (name) => name ?? 'None', link }: Props) {
  const [all, setAll] = useState(false);
  const most = tallies.reduce((size, { users }) => Math.max(size, users), 1);
  return (
    <Card title={title}>
      <table className={classes.table}>
        <colgroup>
          <col className={classes.nameColumn} />
          <col className={classes.numberColumn} />
          <col />
          <col className={classes.numberColumn} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">{column}</th>
            <th scope="col" className={classes.right}>
              Users
            </th>
            <th scope="col">Enrolled</th>
            <th scope="col" className={classes.right}>
              Not enrolled
            </th>
          </tr>
        </thead>
        <tbody>
          {(all ? tallies : tallies.slice(0, GLANCE)).map(({ name, users, enrolled, pending }) => (
            <tr key={name}>
              <th scope="row">
                <Link to="/enrolment/users" search={link(name)} className="clip" dir="auto">
                  {nameOf(name)}
                </Link>
              </th>
              <td className={classes.right}>{number(users)}</td>
              <td>
                <span className={classes.cell}>
                  <span className={classes.cellBar} style={{ width: `${(users / most) * 100}%` }} aria-hidden>
                    <span data-state="enrolled" style={{ flexGrow: enrolled }} />
                    <span data-state="pending" style={{ flexGrow: pending }} />
                    <span data-state="not-enrolled" style={{ flexGrow: users - enrolled - pending }} />
                  </span>
                  <span className={classes.cellShare}>{share(enrolled, users)}</span>
                </span>
              </td>
              <td className={classes.right}>
                <Link to="/enrolment/users" search={{ ...link(name), state: 'not-enrolled' }}>
                  {number(users - enrolled - pending)}
                </Link>
              </td>
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
