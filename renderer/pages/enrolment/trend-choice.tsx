/** How far back the trend goes. */
import { SegmentedControl, TextInput } from '@mantine/core';
import classes from './trend.module.css';
import { type DayRange, SPANS, type Span } from './trend-range.ts';

const LABELS: Record<Span, string> = {
  '3': '3 months',
  '12': '12 months',
  '36': '36 months',
  all: 'All',
  days: 'From – to',
};

interface Props {
  span: Span;
  chosen: DayRange;
  onSpan(span: Span): void;
  onChosen(range: DayRange): void;
}

export function TrendChoice({ span, chosen, onSpan, onChosen }: Props) {
  return (
    <search className={classes.choice} aria-label="Days of the trend">
      <SegmentedControl
        size="xs"
        value={span}
        onChange={(value) => onSpan(value as Span)}
        data={SPANS.map((value) => ({ value, label: LABELS[value] }))}
        aria-label="How far back"
      />
      {span === 'days' && (
        <>
          <TextInput
            type="date"
            size="xs"
            aria-label="Trend from"
            value={chosen.from ?? ''}
            onChange={({ currentTarget }) => onChosen({ ...chosen, from: currentTarget.value || null })}
          />
          <span>to</span>
          <TextInput
            type="date"
            size="xs"
            aria-label="Trend to"
            value={chosen.to ?? ''}
            onChange={({ currentTarget }) => onChosen({ ...chosen, to: currentTarget.value || null })}
          />
        </>
      )}
    </search>
  );
}
