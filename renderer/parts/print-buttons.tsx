/** Something on paper or as PDF. The sheet exists only while it is printed, and nothing else of the window is printed then. */
import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { IconFileDownload, IconPrinter } from '../icons.ts';
import type { Surroundings } from '../session/session.ts';
import { client } from '../trpc.ts';
import { say, sayProblem } from './say.ts';

interface Props {
  host: Surroundings['host'];
  /** Without its ending. */
  fileName(): string;
  /** What is on the paper. */
  sheet(): ReactNode;
  onPrinted?: () => void;
}

export function PrintButtons({ host, fileName, sheet, onPrinted }: Props) {
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
      const { saved } = await client.window.savePdf.mutate({ suggestedName: `${fileName()}.pdf` });
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
      {printing &&
        createPortal(
          <section className="print-sheet" aria-hidden>
            {sheet()}
          </section>,
          document.body,
        )}
    </>
  );
}
