/** How far something long is, in place of the button that began it. */
import { Button, Loader } from '@mantine/core';
import classes from './underway.module.css';

export function Underway({ words, onCancel }: { words: string; onCancel(): void }) {
  return (
    <div className={classes.underway}>
      <Loader size={14} aria-hidden />
      <span role="status">{words}</span>
      <Button size="compact-xs" variant="subtle" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}
