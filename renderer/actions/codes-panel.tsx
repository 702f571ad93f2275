import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ActionName } from '../../main/contract/actions.ts';
import type { UserPage } from '../../main/services/users.ts';
import { IconEye, IconEyeOff } from '../icons.ts';
import { useTimeLeft } from '../parts/use-time-left.ts';
import { consoleNow, useSignedIn } from '../session/session.ts';
import { countdown, dayAndTime, until } from '../words/time.ts';
import { nameOf, underName } from '../words/users.ts';
import classes from './action-result.module.css';
import { CopyCodes } from './copy-codes.tsx';
import { PrintCodes } from './print-codes.tsx';

interface Props {
  action: ActionName;
  user: UserPage['user'];
  codes: readonly string[];
  /** Where they are typed. */
  typeCode: string;
  /** ms UTC; of an emergency code. */
  expiresAt: number | undefined;
  onSeen(): void;
}

export function CodesPanel({ action, user, codes, typeCode, expiresAt, onSeen }: Props) {
  const { host, platform } = useSignedIn();
  const [shown, setShown] = useState(false);
  const left = useTimeLeft(expiresAt ?? null, consoleNow);
  const emergency = action === 'issue-emergency-code';
  const toggle = () => {
    setShown(!shown);
    if (!shown) onSeen();
  };
  return (
    <section className={classes.codes} aria-label="Codes">
      {expiresAt !== undefined && left !== null && (
        <p className={classes.lives}>
          Works until {until(expiresAt, consoleNow())}, for another{' '}
          <span className="mono">{countdown(left)}</span>
        </p>
      )}
      <ol className={classes.grid} data-single={codes.length === 1 || undefined} aria-live="polite">
        {codes.map((code) => (
          <li key={code} className={shown ? undefined : classes.hidden}>
            {shown ? code : <span title="Hidden">{code.replace(/[^-]/g, '•')}</span>}
          </li>
        ))}
      </ol>
      <div className={classes.row}>
        <Button
          variant={shown ? 'default' : 'filled'}
          data-autofocus
          leftSection={shown ? <IconEyeOff size={16} aria-hidden /> : <IconEye size={16} aria-hidden />}
          onClick={toggle}
        >
          {shown ? 'Hide' : codes.length === 1 ? 'Show code' : 'Show codes'}
        </Button>
        <CopyCodes codes={codes} host={host} onCopied={onSeen} />
        <PrintCodes
          host={host}
          onPrinted={onSeen}
          sheet={{
            title: emergency ? 'Emergency code' : 'Backup codes',
            owner: nameOf(user),
            platform: platform.label,
            detail: [underName(user), user.email].filter(Boolean).join(', '),
            note:
              expiresAt === undefined
                ? `${typeCode} one of these. Each works once; earlier codes no longer work. Keep this page somewhere safe.`
                : `${typeCode} it. It works once, until ${dayAndTime(expiresAt)}.`,
            codes,
          }}
        />
      </div>
    </section>
  );
}
