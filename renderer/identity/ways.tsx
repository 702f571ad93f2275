/** The ways to check a caller, and the one that is under way. */

import { Button } from '@mantine/core';
import { useState } from 'react';
import type { IdentityKind } from '../../main/contract/identity.ts';
import { KIND_WORDS } from '../../main/contract/identity.ts';
import type { IdentityView } from '../../main/services/identity/service.ts';
import { UNTOLD } from '../words/consequences.ts';
import type { About } from './about.ts';
import { EmailCode } from './email-code.tsx';
import { OwnCode } from './own-code.tsx';
import { Seen } from './seen.tsx';
import classes from './who-is-calling.module.css';

interface Props {
  about: About;
  view: IdentityView;
  onGathered(view: IdentityView): void;
  onBackupCodeUsed(): Promise<unknown>;
}

export function Ways({ about, view, onGathered, onBackupCodeUsed }: Props) {
  const [chosen, setChosen] = useState<IdentityKind | null>(null);
  const [usedUp, setUsedUp] = useState(false);
  // A code that waits to be read back is what the call is about now.
  const kind = chosen ?? (view.waiting ? 'email-code' : null);
  const gathered = (next: IdentityView) => {
    onGathered(next);
    setChosen(null);
    setUsedUp(kind === 'backup-code');
  };
  return (
    <section className={classes.ways} aria-label="Ways to check the caller">
      <div className={classes.kinds}>
        {view.kinds.map((one) => (
          <Button
            key={one.kind}
            size="xs"
            variant={one.kind === kind ? 'filled' : 'default'}
            aria-pressed={one.kind === kind}
            disabled={one.refusedBecause !== null}
            title={one.refusedBecause ?? KIND_WORDS[one.kind].how}
            onClick={() => {
              setChosen(one.kind);
              setUsedUp(false);
            }}
          >
            {KIND_WORDS[one.kind].name} ({one.weight})
          </Button>
        ))}
      </div>
      {kind && <p className={classes.note}>{KIND_WORDS[kind].how}.</p>}
      {(kind === 'backup-code' || usedUp) && !view.hasAddress && (
        <p className={classes.note} role="status">
          {UNTOLD}
        </p>
      )}
      {kind === 'email-code' && (
        <EmailCode about={about} waiting={view.waiting} onSent={onGathered} onGathered={gathered} />
      )}
      {(kind === 'totp' || kind === 'backup-code') && (
        <OwnCode
          key={kind}
          kind={kind}
          about={about}
          onGathered={(next) => {
            gathered(next);
            if (kind === 'backup-code') void onBackupCodeUsed();
          }}
        />
      )}
      {kind !== null && kind !== 'email-code' && kind !== 'totp' && kind !== 'backup-code' && (
        <Seen key={kind} kind={kind} about={about} onGathered={gathered} />
      )}
    </section>
  );
}
