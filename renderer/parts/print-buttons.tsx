/** Something on paper or as PDF. The sheet exists only while it is printed, and nothing else of the window is printed then. */
import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { IconFileDownload, IconPrinter } from '../icons.ts';
import type { Surroundings } from '../session/session.ts';
import { client } from '../trpc.ts';
import { say, sayProblem } from './say.ts';

interface Props<Data> {
  host: Surroundings['host'];
  /** Without its ending. */
  fileName(): string;
  /** What must be fetched first; nothing is printed where that fails, or gives null: somebody gave it up. */
  prepare?: () => Promise<Data | null>;
  /** In place of the buttons while that is fetched. */
  preparation?: ReactNode;
  /** Where "Print" alone would not say what. */
  label?: string;
  /** What is on the paper. */
  sheet(data: Data): ReactNode;
  onPrinted?: () => void;
}

export function PrintButtons<Data = undefined>({
  host,
  fileName,
  prepare,
  preparation,
  label,
  sheet,
  onPrinted,
}: Props<Data>) {
  const [printing, setPrinting] = useState<{ data: Data } | null>(null);
  const [preparing, setPreparing] = useState(false);
  const left = useRef(false);

  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
    };
  }, []);

  useEffect(() => {
    if (!printing) return;
    const done = () => setPrinting(null);
    window.addEventListener('afterprint', done);
    return () => window.removeEventListener('afterprint', done);
  }, [printing]);

  /** False: it could not be fetched, and that was said; or nobody waits for it any more. */
  const lay = async (): Promise<boolean> => {
    if (preparing) return false;
    setPreparing(true);
    try {
      const data = prepare ? await prepare() : (undefined as Data);
      // Without its sheet all of the window would be printed.
      if (data === null || left.current) return false;
      flushSync(() => setPrinting({ data }));
      return true;
    } catch (error) {
      sayProblem(error);
      return false;
    } finally {
      setPreparing(false);
    }
  };
  const print = async () => {
    if (!(await lay())) return;
    window.print();
    onPrinted?.();
  };
  const savePdf = async () => {
    if (!(await lay())) return;
    try {
      const { saved } = await client.window.savePdf.mutate({ suggestedName: `${fileName()}.pdf` });
      if (!saved) return;
      say('Saved.');
      onPrinted?.();
    } catch (error) {
      sayProblem(error);
    } finally {
      setPrinting(null);
    }
  };

  if (preparing && preparation) return preparation;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPrinter size={16} aria-hidden />}
        loading={prepare !== undefined && preparing}
        onClick={() => void print()}
      >
        {label ?? (host.savesPdf ? 'Print' : 'Print or save as PDF')}
      </Button>
      {host.savesPdf && (
        <Button
          variant="default"
          leftSection={<IconFileDownload size={16} aria-hidden />}
          disabled={prepare !== undefined && preparing}
          onClick={() => void savePdf()}
        >
          Save as PDF
        </Button>
      )}
      {printing &&
        createPortal(
          <section className="print-sheet" aria-hidden>
            {sheet(printing.data)}
          </section>,
          document.body,
        )}
    </>
  );
}
