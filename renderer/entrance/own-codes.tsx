/** The staff member's own backup codes, this once. They live in the gate's state and go when this screen goes. */
import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { CopyCodes } from '../actions/copy-codes.tsx';
import { PrintCodes } from '../actions/print-codes.tsx';
import type { Surroundings } from '../session/session.ts';
import classes from './form.module.css';
import { Frame } from './frame.tsx';

interface Props {
  surroundings: Surroundings;
  codes: string[];
  done(): void;
}

export default function OwnCodes({ surroundings, codes, done }: Props) {
  const [kept, setKept] = useState(false);
  const session = surroundings.session;
  const owner = session.state === 'signed-in' ? session.fullName : '';
  return (
    <Frame
      surroundings={surroundings}
      title="Your own backup codes"
      lead="Each signs you in once if you lose your phone. Keep them where your phone is not. They are not shown again."
    >
      <ol className={classes.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className={classes.row}>
        <CopyCodes codes={codes} host={surroundings.host} />
        <PrintCodes
          host={surroundings.host}
          sheet={{
            title: 'Backup codes for Rekey',
            owner,
            platform: surroundings.platform.label,
            detail: null,
            note: 'Each code works once.',
            codes,
          }}
        />
      </div>
      <div className={classes.stack}>
        <Checkbox
          label="I have put them somewhere safe"
          checked={kept}
          onChange={(event) => setKept(event.currentTarget.checked)}
        />
        <Button fullWidth disabled={!kept} onClick={done}>
          Go to Rekey
        </Button>
      </div>
    </Frame>
  );
}
