/** What can be done for this user: the likeliest first, and beside what can not be done, why. */

import { Button, UnstyledButton } from '@mantine/core';
import { useId } from 'react';
import { type ActionName, CATALOGUE } from '../../../main/contract/actions.ts';
import type { ActionOffer, UserPage } from '../../../main/services/users.ts';
import { ActionIcon } from '../../actions/action-icon.tsx';
import { IconChevronRight } from '../../icons.ts';
import { useSignedIn } from '../../session/session.ts';
import { CheckCode } from './check-code.tsx';
import { PlatformLimits } from './platform-limits.tsx';
import classes from './user-actions.module.css';

interface Props {
  page: UserPage;
  onAction(action: ActionName): void;
}

export function UserActions({ page, onAction }: Props) {
  const { may, platform } = useSignedIn();
  const offers = page.offers.filter(
    // Codes by mail are chosen in the dialog of the codes; that there is nothing to remind of need not be said.
    ({ action, refusedBecause }) =>
      action !== 'send-backup-codes' &&
      (action !== 'send-reminder' || refusedBecause === null) &&
      may(CATALOGUE[action].permission),
  );
  const suggested = offers.find((offer) => offer.action === page.suggested && offer.refusedBecause === null);
  const others = offers.filter((offer) => offer !== suggested);
  return (
    <aside className={classes.actions} aria-label="Actions">
      {page.limitNotice && (
        <p className={classes.limit} role="status">
          {page.limitNotice}
        </p>
      )}
      {suggested && <Suggested action={suggested.action} onAction={onAction} />}
      {others.length > 0 && (
        <section className={classes.group} aria-label="More actions">
          <h2 className={classes.heading}>{suggested ? 'Otherwise' : 'Actions'}</h2>
          <ul className={classes.list}>
            {others.map((offer) => (
              <li key={offer.action}>
                <Offer offer={offer} onAction={onAction} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {offers.length === 0 && (
        <section className={classes.group} aria-label="More actions">
          <h2 className={classes.heading}>Actions</h2>
          <p className={classes.none}>
            {platform.actions.length === 0
              ? 'Rekey can change nothing on this platform.'
              : 'Your role looks and does not change.'}
          </p>
        </section>
      )}
      <PlatformLimits limits={page.limits} />
      {page.capabilities.checkCode && may('user.check-code') && <CheckCode page={page} />}
    </aside>
  );
}

/** The commonest call has the shortest way. */
function Suggested({ action, onAction }: { action: ActionName; onAction: Props['onAction'] }) {
  const words = CATALOGUE[action];
  return (
    <section className={classes.suggested} aria-label="Suggested">
      <h2 className={classes.question}>{QUESTIONS[action] ?? `${words.when}?`}</h2>
      <Button
        fullWidth
        size="md"
        leftSection={<ActionIcon action={action} size={18} />}
        onClick={() => onAction(action)}
      >
        {words.name}
      </Button>
      <p className={classes.why}>{WHY[action] ?? words.when}</p>
    </section>
  );
}

const QUESTIONS: Partial<Record<ActionName, string>> = {
  'issue-emergency-code': 'Phone not at hand?',
  unlock: 'Locked out by wrong codes?',
};

const WHY: Partial<Record<ActionName, string>> = {
  'issue-emergency-code': 'One code, once, for a short while. Nothing else changes.',
  unlock: 'Clears the failed attempts. Nothing else changes.',
};

function Offer({ offer, onAction }: { offer: ActionOffer; onAction: Props['onAction'] }) {
  const id = useId();
  const words = CATALOGUE[offer.action];
  const refused = offer.refusedBecause !== null;
  return (
    <UnstyledButton
      className={classes.offer}
      data-grave={words.grave || undefined}
      // Stays reachable for the keyboard, so that why it can not be done can be read there too.
      aria-disabled={refused}
      aria-describedby={`${id}-why`}
      onClick={() => {
        if (!refused) onAction(offer.action);
      }}
    >
      <span className={classes.icon}>
        <ActionIcon action={offer.action} size={18} />
      </span>
      <span className={classes.words}>
        <span className={classes.name}>{words.name}</span>
        <span className={classes.when} id={`${id}-why`}>
          {offer.refusedBecause === null ? words.when : withoutNothingChanged(offer.refusedBecause)}
        </span>
      </span>
      {!refused && <IconChevronRight className={classes.chevron} size={16} aria-hidden />}
    </UnstyledButton>
  );
}

/** Errors begin with what did not happen; an offer that nobody took up needs no such comfort. */
function withoutNothingChanged(text: string): string {
  const rest = text.replace(/^Nothing was changed: /, '');
  return rest.charAt(0).toLocaleUpperCase() + rest.slice(1);
}
