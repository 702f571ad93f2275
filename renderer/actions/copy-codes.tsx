import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '../icons.ts';
import { sayProblem } from '../parts/say.ts';
import { useTimeLeft } from '../parts/use-time-left.ts';
import type { Surroundings } from '../session/session.ts';
import { seconds } from '../words/time.ts';
import { copyForAWhile, useClipboardClearsAt } from './clipboard.tsx';

interface Props {
  codes: readonly string[];
  host: Surroundings['host'];
  onCopied?: () => void;
}

export function CopyCodes({ codes, host, onCopied }: Props) {
  const left = useTimeLeft(useClipboardClearsAt(), Date.now);
  const copy = async () => {
    try {
      await copyForAWhile(codes.join('\n'), host);
      onCopied?.();
    } catch (error) {
      sayProblem(error);
    }
  };
  return (
    <>
      <Button
        variant="default"
        miw={150}
        leftSection={left === null ? <IconCopy size={16} aria-hidden /> : <IconCheck size={16} aria-hidden />}
        onClick={() => void copy()}
      >
        {left === null ? 'Copy' : `Cleared in ${seconds(left)}`}
      </Button>
      <span className="quiet" role="status">
        {left === null ? '' : 'Copied. The clipboard is cleared after 60 seconds.'}
      </span>
    </>
  );
}
