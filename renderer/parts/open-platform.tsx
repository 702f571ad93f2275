/** The demo's own platform, as its users know it, beside the console. */
import { Button } from '@mantine/core';
import { client } from '../trpc.ts';
import { sayProblem } from './say.ts';
import { useAttempt } from './use-attempt.ts';

/** `username`: already filled in at the login; null: whoever one likes. */
export function OpenPlatform({ username, label }: { username: string | null; label: string }) {
  const attempt = useAttempt(async () => {
    try {
      const { address, opened } = await client.sandbox.open.mutate({ username });
      if (!opened) window.open(address, '_blank', 'noopener');
    } catch (error) {
      sayProblem(error);
    }
  });
  return (
    <Button size="compact-xs" variant="default" loading={attempt.busy} onClick={() => void attempt.run()}>
      {label}
    </Button>
  );
}
