import { Button } from '@mantine/core';
import classes from './action-dialog.module.css';

interface Props {
  /** What the button beside Cancel says. */
  label: string;
  working: boolean;
  onDo(): void;
  onCancel(): void;
}

/** The end of a step that is gone on with by one click. */
export function CancelOr({ label, working, onDo, onCancel }: Props) {
  return (
    <div className={classes.buttons}>
      <Button variant="default" onClick={onCancel} disabled={working}>
        Cancel
      </Button>
      <Button onClick={onDo} loading={working} data-autofocus>
        {label}
      </Button>
    </div>
  );
}
