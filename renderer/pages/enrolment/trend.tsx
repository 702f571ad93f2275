/** Enrolment over time, with a table of the same behind it. */
import '@mantine/charts/styles.css';
import { AreaChart } from '@mantine/charts';
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { EnrolmentDay } from '../../../main/services/enrolment/service.ts';
import { consoleNow } from '../../session/session.ts';
import { number, share } from '../../words/enrolment.ts';
import { day as dayName, shortDay } from '../../words/time.ts';
import classes from './enrolment.module.css';

const SPANS = [
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: '0', label: 'All' },
];
const A_DAY = 86_400_000;

export default function Trend({ days }: { days: readonly EnrolmentDay[] }) {
  const [span, setSpan] = useState('365');
  const since = span === '0' ? 0 : consoleNow() - Number(span) * A_DAY;
  const shown = days.filter(({ day }) => timeOf(day) >= since);
  const data = shown.map(({ day, users, enrolled }) => ({
    day: shortDay(timeOf(day), consoleNow()),
    Enrolled: enrolled,
    'All users': users,
  }));
  const lastEstimate = shown.findLast(({ estimated }) => estimated);
  return (
    <>
      <div className={classes.trendHead}>
        <SegmentedControl size="xs" value={span} onChange={setSpan} data={SPANS} aria-label="How far back" />
        <span className={classes.dim}>
          {lastEstimate &&
            `Up to ${dayName(timeOf(lastEstimate.day))} estimated, from the dates on which today’s users joined and enrolled.`}
        </span>
      </div>
      {shown.length < 2 ? (
        <p className={classes.dim}>There is one day yet; come back tomorrow, or look further back.</p>
      ) : (
        <div className={classes.chart} aria-hidden>
          <AreaChart
            h={240}
            data={data}
            dataKey="day"
            series={[
              { name: 'All users', color: 'gray.5' },
              { name: 'Enrolled', color: 'petrol.6' },
            ]}
            curveType="linear"
            withLegend
            fillOpacity={0.18}
            valueFormatter={number}
            areaChartProps={{ accessibilityLayer: false }}
          />
        </div>
      )}
      <details className={classes.details}>
        <summary>The same as a table</summary>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col" className={classes.right}>
                All users
              </th>
              <th scope="col" className={classes.right}>
                Enrolled
              </th>
              <th scope="col" className={classes.right}>
                Share
              </th>
            </tr>
          </thead>
          <tbody>
            {[...shown].reverse().map(({ day, users, enrolled, estimated }) => (
              <tr key={day}>
                <th scope="row">
                  {dayName(timeOf(day))}
                  {estimated && ' (estimated)'}
                </th>
                <td className={classes.right}>{number(users)}</td>
                <td className={classes.right}>{number(enrolled)}</td>
                <td className={classes.right}>{share(enrolled, users)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

/** Noon, so that it is the same day in every time zone but the farthest. */
function timeOf(day: string): number {
  return Date.parse(`${day}T12:00:00Z`);
}
