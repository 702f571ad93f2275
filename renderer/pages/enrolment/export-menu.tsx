import { Button, Menu } from '@mantine/core';
import { useRef, useState } from 'react';
import type { EnrolmentFilter } from '../../../main/services/enrolment/service.ts';
import { IconFileDownload } from '../../icons.ts';
import { saveFile } from '../../parts/save-file.ts';
import { say, sayProblem } from '../../parts/say.ts';
import { consoleNow } from '../../session/session.ts';
import { client } from '../../trpc.ts';
import { number } from '../../words/numbers.ts';
import { isoDay, plural } from '../../words/time.ts';
import { Underway } from './underway.tsx';

const TYPES = { csv: 'text/csv', jsonl: 'application/jsonl' } as const;

export function ExportMenu({ filter }: { filter: EnrolmentFilter }) {
  const [exported, setExported] = useState<number | null>(null);
  const stopped = useRef(false);

  const take = async (format: keyof typeof TYPES) => {
    stopped.current = false;
    setExported(0);
    try {
      const { exportId } = await client.enrolment.startExport.mutate({ filter, format });
      const parts: Blob[] = [];
      for (;;) {
        const piece = await client.enrolment.nextOfExport.mutate({ exportId });
        if (stopped.current) return await client.enrolment.stopExport.mutate({ exportId });
        if (!piece.done) {
          parts.push(new Blob([piece.text]));
          setExported(piece.users);
          continue;
        }
        saveFile(`rekey-enrolment-${isoDay(consoleNow())}.${format}`, TYPES[format], parts);
        say(`${plural(piece.users, 'user', 'users')} exported. SHA-256 ${piece.hash}`);
        return;
      }
    } catch (error) {
      sayProblem(error);
    } finally {
      setExported(null);
    }
  };

  if (exported !== null) {
    return (
      <Underway
        words={`${number(exported)} exported`}
        onCancel={() => {
          stopped.current = true;
        }}
      />
    );
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconFileDownload size={16} aria-hidden />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void take('csv')}>As CSV</Menu.Item>
        <Menu.Item onClick={() => void take('jsonl')}>As JSON lines</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
