/** A checkpoint that was just made, to be kept where nobody who administers the database can write. */
import { Button } from '@mantine/core';
import { QrCode } from '../../entrance/qr-code.tsx';
import { IconFileDownload } from '../../icons.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { saveFile } from '../../parts/save-file.ts';
import type { Outputs } from '../../trpc.ts';
import { exactly } from '../../words/time.ts';
import classes from './log-menu.module.css';

interface Props {
  made: Outputs['audit']['makeCheckpoint'] | null;
  onClose(): void;
}

export function CheckpointDialog({ made, onClose }: Props) {
  return (
    <Dialog opened={made !== null} onClose={onClose} title="Checkpoint made" size={660}>
      {made && (
        <div className={classes.checkpoint}>
          <div className={classes.qr}>
            <QrCode text={made.text.trimEnd()} label="The checkpoint as a QR code" />
          </div>
          <div>
            <p>
              It is signed that the log ended at entry <strong>{made.checkpoint.sequence}</strong> on{' '}
              {exactly(made.checkpoint.time)}. It is in the database; keep it elsewhere as well, where nobody
              who administers the database can write. Then it proves that nothing up to that entry was changed
              or cut off.
            </p>
            <p className={classes.text}>{made.text.trimEnd()}</p>
            <Button
              leftSection={<IconFileDownload size={16} aria-hidden />}
              onClick={() =>
                saveFile(`rekey-checkpoint-${made.checkpoint.sequence}.json`, 'application/json', [
                  new Blob([made.text]),
                ])
              }
            >
              Save as a file
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
