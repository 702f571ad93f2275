/** Below the log: where in it one is, going elsewhere, and what was added since it was opened. */
import { Button } from '@mantine/core';
import { IconArrowUp } from '../../icons.ts';
import { number } from '../../words/numbers.ts';
import { GoTo } from './go-to.tsx';
import classes from './log-bar.module.css';
import type { LogSpan } from './log-pages.ts';

interface Props {
  span: LogSpan;
  /** The entries at the top and at the bottom of what is in sight. */
  sight: { newest: number; oldest: number };
  added: number;
  onNewest(): void;
  onGo(sequence: number): void;
}

export function LogBar({ span, sight, added, onNewest, onGo }: Props) {
  return (
    <div className={classes.bar}>
      <span className={classes.place}>
        Entries {number(sight.newest)} to {number(sight.oldest)}
        <span>
          {' '}
          of{' '}
          {span.first === 1 ? number(span.last) : `those from ${number(span.first)} to ${number(span.last)}`}
        </span>
      </span>
      <span role="status">
        {added > 0 && (
          <Button
            size="compact-sm"
            variant="light"
            leftSection={<IconArrowUp size={14} aria-hidden />}
            onClick={onNewest}
          >
            {number(added)} new {added === 1 ? 'entry' : 'entries'}
          </Button>
        )}
      </span>
      <GoTo span={span} onGo={onGo} />
    </div>
  );
}
