/** What is done with the log as a whole: taken out of Rekey with its proof, signed, held against what was signed, archived. */
import { ActionIcon, Button, Loader, Menu } from '@mantine/core';
import { useRef, useState } from 'react';
import type { AuditFilter } from '../../../db/audit/entry.ts';
import { IconDots, IconFileDownload, IconHistory, IconShieldCheck, IconShieldHalf } from '../../icons.ts';
import { saveFile } from '../../parts/save-file.ts';
import { say, sayProblem } from '../../parts/say.ts';
import { useSignedIn } from '../../session/session.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import { number } from '../../words/numbers.ts';
import { plural } from '../../words/time.ts';
import { Archives } from './archives.tsx';
import { CheckpointDialog } from './checkpoint-dialog.tsx';
import classes from './log-menu.module.css';
import { VerifyAgainst } from './verify-against.tsx';

type Made = Awaited<ReturnType<typeof client.audit.makeCheckpoint.mutate>>;

const TYPES = { jsonl: 'application/jsonl', csv: 'text/csv' } as const;

export function LogMenu({ filter, narrowed }: { filter: AuditFilter; narrowed: boolean }) {
  const { may } = useSignedIn();
  const [exported, setExported] = useState<number | null>(null);
  const [checkpoint, setCheckpoint] = useState<Made | null>(null);
  const [dialog, setDialog] = useState<'verify' | 'archives' | null>(null);
  const stopped = useRef(false);

  const take = async (format: keyof typeof TYPES) => {
    stopped.current = false;
    setExported(0);
    try {
      const { exportId, upTo } = await client.audit.startExport.mutate({ filter, format });
      const parts: Blob[] = [];
      let entries = 0;
      for (;;) {
        const piece = await client.audit.nextOfExport.mutate({ exportId });
        if (stopped.current) return await client.audit.stopExport.mutate({ exportId });
        if (piece.done) break;
        parts.push(new Blob([piece.text]));
        entries = piece.entries;
        setExported(entries);
      }
      saveFile(`rekey-audit-to-${upTo}.${format}`, TYPES[format], parts);
      say(`${plural(entries, 'entry', 'entries')} exported, up to the checkpoint of entry ${upTo}.`);
    } catch (error) {
      sayProblem(error);
    } finally {
      setExported(null);
    }
  };

  const sign = async () => {
    try {
      setCheckpoint(await client.audit.makeCheckpoint.mutate());
      void queryClient.invalidateQueries(trpc.audit.covering.pathFilter());
    } catch (error) {
      sayProblem(error);
    }
  };

  if (exported !== null) {
    return (
      <div className={classes.running}>
        <Loader size={14} aria-hidden />
        <span role="status">{number(exported)} exported</span>
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => {
            stopped.current = true;
          }}
        >
          Cancel
        </Button>
      </div>
    );
  }
  const what = narrowed ? 'Export what is found' : 'Export all entries';
  return (
    <>
      <Menu position="bottom-end" width={300}>
        <Menu.Target>
          <ActionIcon size={32} aria-label="Export and sign">
            <IconDots size={17} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {may('audit.export') && (
            <>
              <Menu.Item
                leftSection={<IconFileDownload size={16} aria-hidden />}
                onClick={() => void take('jsonl')}
              >
                {what} as JSON lines
              </Menu.Item>
              <Menu.Item
                leftSection={<IconFileDownload size={16} aria-hidden />}
                onClick={() => void take('csv')}
              >
                {what} as CSV
              </Menu.Item>
              <Menu.Divider />
            </>
          )}
          <Menu.Item leftSection={<IconShieldCheck size={16} aria-hidden />} onClick={() => void sign()}>
            Make a checkpoint
          </Menu.Item>
          <Menu.Item
            leftSection={<IconShieldHalf size={16} aria-hidden />}
            onClick={() => setDialog('verify')}
          >
            Verify against a checkpoint
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconHistory size={16} aria-hidden />}
            onClick={() => setDialog('archives')}
          >
            Retention and archives
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <CheckpointDialog made={checkpoint} onClose={() => setCheckpoint(null)} />
      {dialog === 'verify' && <VerifyAgainst onClose={() => setDialog(null)} />}
      {dialog === 'archives' && <Archives onClose={() => setDialog(null)} />}
    </>
  );
}
