import { client } from '../trpc.ts';
import { forgetWhatWasRead, lookAtSessionNow } from './session.ts';

/** @throws when the console does not answer: then nobody is signed out. */
export async function signOut(): Promise<void> {
  await client.session.signOut.mutate();
  // Whoever comes next starts at the beginning, not where this person was.
  window.location.hash = '#/';
  await lookAtSessionNow();
  forgetWhatWasRead();
}

/** @throws when the console does not answer: then nothing is locked. */
export async function lock(): Promise<void> {
  await client.session.lock.mutate();
  await lookAtSessionNow();
}
