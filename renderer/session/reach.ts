/**
 * Whether the console answers. While it does not, the look at the session is all that asks for it, once at a time and with
 * growing pauses; what else would be read waits, and goes on by itself when an answer came.
 */
import { onlineManager } from '@tanstack/react-query';

/** ms between two looks while the console answers. */
const USUAL = 10_000;
/** ms */
const FIRST_PAUSE = 1_000;
/** ms */
const LONGEST_PAUSE = 30_000;

// What the browser thinks of the network says nothing about a console on this machine.
onlineManager.setEventListener(() => undefined);

let unanswered = 0;
let pause = USUAL;

/** `answered`: false when no answer came, or none that was for this window. */
export function lookedAtSession(answered: boolean): void {
  unanswered = answered ? 0 : unanswered + 1;
  pause = answered ? USUAL : pauseAfter(unanswered, Math.random());
  onlineManager.setOnline(answered);
}

/** ms until the next look. */
export function untilNextLook(): number {
  return pause;
}

/** ms; `chance` from 0 to 1 keeps windows that lost the console together from asking together. */
export function pauseAfter(failures: number, chance: number): number {
  return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1)) * (0.5 + chance / 2);
}
