/** "Open the platform as a user": the sandbox beside the console, on its database, from when it is first asked for. */
import { RekeyError } from '../../../db/errors.ts';
import { demand } from '../permissions.ts';
import type { Actor } from '../session.ts';

export interface SandboxDoor {
  /** `http://127.0.0.1:PORT`. @throws DEMO_ONLY on anything but a demo, PORT_TAKEN */
  open(actor: Actor): Promise<{ address: string }>;
}

interface Running {
  address: string;
  close(): Promise<void>;
}

/** `start`: null where there is no demo to serve. */
export function createSandboxDoor(
  start: (() => Promise<Running>) | null,
): SandboxDoor & { close(): Promise<void> } {
  let running: Promise<Running> | null = null;
  return {
    async open(actor) {
      demand(actor, 'user.view');
      if (!start) throw new RekeyError('DEMO_ONLY');
      running ??= start();
      try {
        const { address } = await running;
        return { address };
      } catch (error) {
        // The next one who asks tries again.
        running = null;
        throw error;
      }
    },
    async close() {
      const last = await running?.catch(() => null);
      await last?.close();
    },
  };
}
