/** Codes on paper or as PDF. The sheet exists only while it is printed, and nothing else of the window is printed then. */
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { IconFileDownload, IconPrinter } from '../icons.ts';
import { say, sayProblem } from '../parts/say.ts';
import { consoleNow, type Surroundings } from '../session/session.ts';
import { client } from '../trpc.ts';
import { exactly } from '../words/time.ts';

export interface Sheet {
  title: string;
  owner: string;
  platform: string;
  /** Such as the e-mail address; null when the name says enough. */
  detail: string | null;
  note: string;
  codes: readonly string[];
}

interface Props {
  sheet: Sheet;
  host: Surroundings['host'];
  onPrinted?: () => void;
}

export function PrintCodes({ sheet, host, onPrinted }: Props) {
  const [printing, setPrinting] = useState(false);

  useEffect(() => {
    if (!printing) return;
    const done = () => setPrinting(false);
    window.addEventListener('afterprint', done);
    return () => window.removeEventListener('afterprint', done);
  }, [printing]);

  const print = () => {
    flushSync(() => setPrinting(true));
    window.print();
    onPrinted?.();
  };
  const savePdf = async () => {
    flushSync(() => setPrinting(true));
    try {
      const { saved } = await client.window.savePdf.mutate({ suggestedName: fileName(sheet) });
      if (!saved) return;
      say('Saved.');
      onPrinted?.();
    } catch (error) {
      sayProblem(error);
    } finally {
      setPrinting(false);
    }
  };

  return (
    <>
      <Button variant="default" leftSection={<IconPrinter size={16} aria-hidden />} onClick={print}>
        {host.savesPdf ? 'Print' : 'Print or save as PDF'}
      </Button>
      {host.savesPdf && (
        <Button
          variant="default"
          leftSection={<IconFileDownload size={16} aria-hidden />}
          onClick={() => void savePdf()}
        >
          Save as PDF
        </Button>
      )}
      {printing && createPortal(<Paper sheet={sheet} />, document.body)}
    </>
  );
}

function Paper({ sheet }: { sheet: Sheet }) {
  return (
    <section className="print-sheet" aria-hidden>
      <h1>{sheet.title}</h1>
      <dl>
        <dt>For</dt>
        <dd dir="auto">{sheet.owner}</dd>
        {sheet.detail && (
          <>
            <dt>Account</dt>
            <dd>{sheet.detail}</dd>
          </>
        )}
        <dt>Platform</dt>
        <dd>{sheet.platform}</dd>
        <dt>Issued</dt>
        <dd>{exactly(consoleNow())}</dd>
      </dl>
      <ol>
        {sheet.codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <p>{sheet.note}</p>
    </section>
  );
}

function fileName(sheet: Sheet): string {
  const name = sheet.owner.replace(/[\p{Cc}<>:"/\\|?*]/gu, '').slice(0, 60);
  return `${sheet.title} - ${name} - ${new Date(consoleNow()).toISOString().slice(0, 10)}.pdf`;
}
