import { useId } from 'react';
import { REASONS, type Reason } from '../../main/contract/reasons.ts';
import { REASON_WORDS } from '../words/actions.ts';
import classes from './action-dialog.module.css';

interface Props {
  value: Reason | null;
  onChange(reason: Reason): void;
  disabled: boolean;
  error: string | null;
}

/** All in sight, one click each: an agent on the phone opens no list. */
export function ReasonField({ value, onChange, disabled, error }: Props) {
  const id = useId();
  return (
    <fieldset className={classes.reasons} aria-describedby={error ? `${id}-error` : undefined}>
      <legend>Reason</legend>
      {REASONS.map((reason, index) => (
        <label key={reason} className={classes.reason}>
          <input
            type="radio"
            name={id}
            data-autofocus={index === 0 || undefined}
            checked={value === reason}
            disabled={disabled}
            onChange={() => onChange(reason)}
          />
          <span>{REASON_WORDS[reason]}</span>
        </label>
      ))}
      {error && (
        <p className={classes.fieldError} id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
