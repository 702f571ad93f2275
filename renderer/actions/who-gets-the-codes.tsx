import { useId } from 'react';
import type { UserPage } from '../../main/services/users.ts';
import classes from './action-dialog.module.css';

interface Props {
  byMail: boolean;
  onChange(byMail: boolean): void;
  page: UserPage;
  disabled: boolean;
}

/** Where the policy lets codes go to the user past the agent. */
export function WhoGetsTheCodes({ byMail, onChange, page, disabled }: Props) {
  const id = useId();
  const offer = page.offers.find(({ action }) => action === 'send-backup-codes');
  if (!offer) return null;
  const choices = [
    { value: false, words: 'Show them to me', refused: null },
    { value: true, words: 'Send them to the user', refused: offer.refusedBecause },
  ];
  return (
    <fieldset className={classes.reasons}>
      <legend>The new codes</legend>
      {choices.map(({ value, words, refused }) => (
        <label key={words} className={classes.reason}>
          <input
            type="radio"
            name={id}
            checked={byMail === value}
            disabled={disabled || refused !== null}
            aria-describedby={refused === null ? undefined : `${id}-why`}
            onChange={() => onChange(value)}
          />
          <span>{words}</span>
        </label>
      ))}
      {offer.refusedBecause !== null && (
        <p className={classes.dim} id={`${id}-why`}>
          {offer.refusedBecause}
        </p>
      )}
    </fieldset>
  );
}
