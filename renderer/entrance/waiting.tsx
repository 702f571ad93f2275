import { Loader } from '@mantine/core';
import { ProblemPanel } from '../parts/problem-panel.tsx';
import { Frame } from './frame.tsx';

interface Props {
  error: unknown;
  retry?: () => void;
  retrying?: boolean;
}

/** Before the console's first answer. */
export function Waiting({ error, retry, retrying }: Props) {
  if (!error) {
    return (
      <Frame surroundings={null} title="Starting">
        <Loader size="sm" aria-label="Waiting for the console" />
      </Frame>
    );
  }
  return (
    <Frame surroundings={null} title="Rekey is not there">
      <ProblemPanel error={error} retry={retry} retrying={retrying ?? false} />
    </Frame>
  );
}
