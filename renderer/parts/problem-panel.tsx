/** A failure, said: what happened, what to do next, and the way to do it. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { IconAlertTriangle, IconRefresh } from '../icons.ts';
import { problemOf } from '../problem.ts';
import classes from './problem-panel.module.css';

interface Props {
  error: unknown;
  /** Shown as "Try again". */
  retry?: (() => void) | undefined;
  retrying?: boolean;
  children?: ReactNode;
}

export function ProblemPanel({ error, retry, retrying, children }: Props) {
  const problem = problemOf(error);
  return (
    <div className={classes.panel} role="alert">
      <IconAlertTriangle className={classes.icon} size={20} aria-hidden />
      <div className={classes.words}>
        <p className={classes.what}>{problem.message}</p>
        <p className={classes.next}>{problem.next}</p>
        {(retry || children) && (
          <div className={classes.ways}>
            {retry && (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconRefresh size={14} aria-hidden />}
                loading={retrying ?? false}
                onClick={retry}
              >
                Try again
              </Button>
            )}
            {children}
          </div>
        )}
      </div>
    </div>
  );
}
