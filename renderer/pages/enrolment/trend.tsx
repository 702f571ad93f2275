/** Enrolment over time, with a table of the same days behind it. */
import '@mantine/charts/styles.css';
import { AreaChart } from '@mantine/charts';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { EnrolmentDay } from '../../../main/services/enrolment/service.ts';
import { consoleNow, useSignedIn } from '../../session/session.ts';
import { ENROLMENT_WORDS, share } from '../../words/enrolment.ts';
import { number } from '../../words/numbers.ts';
import { calendarDay, plural, shortCalendarDay } from '../../words/time.ts';
import classes from './enrolment.module.css';
import own from './trend.module.css';
import { TrendChoice } from './trend-choice.tsx';
import { type DayRange, dayOf, isIn, namedTimes, rangeOf, type Span, timeOf } from './trend-range.ts';

export default function Trend({ days }: { days: readonly EnrolmentDay[] }) {
  const [span, setSpan] = useState<Span>('12');
  const [chosen, setChosen] = useState<DayRange>({ from: null, to: null });
  const today = dayOf(consoleNow());
  const range = rangeOf(span, chosen, today);
  const shown = days.filter(({ day }) => isIn(range, day));
  const [first] = shown;
  const last = shown.at(-1);
  const lastEstimate = shown.findLast(({ estimated }) => estimated);
  return (
    <>
      <div className={own.head}>
        <TrendChoice
          span={span}
          chosen={chosen}
          onSpan={(next) => {
            // It goes on from what was in sight.
            if (next === 'days') setChosen({ from: first?.day ?? range.from, to: last?.day ?? today });
            setSpan(next);
          }}
          onChosen={setChosen}
        />
        <p className={own.words} role="status">
          {first && last && first !== last && (
            <>
              {calendarDay(first.day)} to {calendarDay(last.day)}, {plural(shown.length, 'point')}.{' '}
            </>
          )}
          {lastEstimate &&
            `Up to ${calendarDay(lastEstimate.day)} estimated, from the dates on which today’s users joined and paired.`}
        </p>
      </div>
      {first && last && first !== last ? (
        <Chart shown={shown} />
      ) : (
        <p className={own.nothing}>
          {first
            ? 'There is one day in this time; come back tomorrow, or look further back.'
            : 'Nothing was counted in this time.'}
        </p>
      )}
      <details className={classes.details}>
        <summary>The same as a table</summary>
        <Table shown={shown} />
      </details>
    </>
  );
}

function Chart({ shown }: { shown: readonly EnrolmentDay[] }) {
  const today = dayOf(consoleNow());
  const times = shown.map(({ day }) => timeOf(day));
  const ends = [shown[0]?.day ?? '', shown.at(-1)?.day ?? ''] as const;
  return (
    <div className={classes.chart} aria-hidden>
      <AreaChart
        h={240}
        data={shown.map(({ users, on }, index) => ({
          time: times[index],
          '2FA on': on,
          'All users': users,
        }))}
        dataKey="time"
        // Months that are estimated are one point each and days that were counted too, so time itself is the axis.
        xAxisProps={{
          type: 'number',
          scale: 'time',
          domain: ['dataMin', 'dataMax'],
          ticks: namedTimes(...ends),
          tickFormatter: (time: number) => shortCalendarDay(dayOf(time), today),
        }}
        yAxisProps={{ width: 76, allowDecimals: false }}
        // Where nothing is pointed at there is no time.
        tooltipProps={{
          labelFormatter: (time) => (typeof time === 'number' ? calendarDay(dayOf(time)) : ''),
        }}
        series={[
          { name: 'All users', color: 'var(--rk-dim)' },
          { name: '2FA on', color: 'var(--rk-accent)' },
        ]}
        curveType="linear"
        withDots={shown.length <= 40}
        withLegend
        fillOpacity={0.18}
        valueFormatter={number}
        areaChartProps={{ accessibilityLayer: false }}
      />
    </div>
  );
}

function Table({ shown }: { shown: readonly EnrolmentDay[] }) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Day</th>
          {['All users', 'On', 'Share', 'Pending'].map((name) => (
            <th key={name} scope="col" className={classes.right}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...shown].reverse().map(({ day, users, on, pending, estimated }) => (
          <tr key={day}>
            <th scope="row">
              {calendarDay(day)}
              {estimated && ' (estimated)'}
            </th>
            <td className={classes.right}>
              <Users day={day} count={users} />
            </td>
            <td className={classes.right}>
              <Users day={day} count={on} state="on" />
            </td>
            <td className={classes.right}>{share(on, users)}</td>
            <td className={classes.right}>
              {pending === null ? 'not known' : <Users day={day} count={pending} state="pending" />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Users({ day, count, state }: { day: string; count: number; state?: 'on' | 'pending' }) {
  const { knows } = useSignedIn();
  const today = day === dayOf(consoleNow());
  // Who was there then is known by the days of joining alone.
  if (!today && !knows('createdAt')) return <>{number(count)}</>;
  const which = state ? ENROLMENT_WORDS[state].name.toLowerCase() : 'users';
  return (
    <Link
      to="/enrolment/users"
      search={{ ...(state && { state }), ...(!today && { on: day }) }}
      aria-label={`${number(count)} ${which}, ${calendarDay(day)}`}
    >
      {number(count)}
    </Link>
  );
}
