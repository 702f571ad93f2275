/** Decides which part of Rekey this window shows: setting up, signing in, pairing, locked, or the console itself. */
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react';
import { forgetUnseenOfOthers } from '../actions/unseen-codes.ts';
import { Waiting } from '../entrance/waiting.tsx';
import { problemOf } from '../problem.ts';
import { client } from '../trpc.ts';
import {
  consoleNow,
  forgetWhatWasRead,
  lookAtSessionNow,
  type SignedIn,
  SignedInContext,
  type Surroundings,
  useSurroundings,
} from './session.ts';

const SignIn = lazy(() => import('../entrance/sign-in.tsx'));
const FirstStart = lazy(() => import('../entrance/first-start.tsx'));
const PairingScreen = lazy(() => import('../entrance/pairing.tsx'));
const OwnCodes = lazy(() => import('../entrance/own-codes.tsx'));
const LockScreen = lazy(() => import('../entrance/lock-screen.tsx'));

export function Gate({ children }: { children: ReactNode }) {
  const { data: surroundings, error, refetch, isFetching } = useSurroundings();
  // Held here and not in the pairing screen, which goes away the moment the console says "signed in".
  const [ownCodes, setOwnCodes] = useState<{ owner: string; codes: string[] } | null>(null);
  const state = surroundings?.session.state;
  const here = surroundings && 'name' in surroundings.session ? surroundings.session.name : null;

  useEffect(() => {
    if (state && state !== 'signed-in') forgetWhatWasRead();
  }, [state]);

  useEffect(() => {
    if (!state) return;
    forgetUnseenOfOthers(here);
    setOwnCodes((codes) => (codes?.owner === here ? codes : null));
  }, [state, here]);

  if (!surroundings || hidesWhatWasRead(surroundings, error)) {
    return <Waiting error={error} retry={() => void refetch()} retrying={isFetching} />;
  }

  const { session } = surroundings;
  return (
    <Suspense fallback={<Waiting error={null} />}>
      {/* By the console: what was typed at one platform does not stand before another. */}
      {session.state === 'setup' && <FirstStart key={surroundings.console} surroundings={surroundings} />}
      {session.state === 'signed-out' && (
        <SignIn key={surroundings.console} surroundings={surroundings} demoStaff={session.demoStaff} />
      )}
      {session.state === 'pairing' && (
        <PairingScreen
          surroundings={surroundings}
          session={session}
          pair={async (code, newPassword) => {
            const { backupCodes } = await client.session.completePairing.mutate({ code, newPassword });
            setOwnCodes({ owner: session.name, codes: backupCodes });
            await lookAtSessionNow();
          }}
        />
      )}
      {session.state === 'locked' && <LockScreen surroundings={surroundings} session={session} />}
      {session.state === 'signed-in' &&
        (ownCodes?.owner === session.name ? (
          <OwnCodes surroundings={surroundings} codes={ownCodes.codes} done={() => setOwnCodes(null)} />
        ) : (
          <Inside surroundings={surroundings} session={session}>
            {children}
          </Inside>
        ))}
    </Suspense>
  );
}

function Inside(props: {
  surroundings: Surroundings;
  session: Extract<Surroundings['session'], { state: 'signed-in' }>;
  children: ReactNode;
}) {
  const { demo, host, platform } = props.surroundings;
  const { name, fullName, role, permissions } = props.session;
  const value = useMemo(
    (): SignedIn => ({
      name,
      fullName,
      role,
      demo,
      host,
      platform,
      may: (permission) => permissions.includes(permission),
      knows: (what) => ([...platform.fields, ...platform.concerns] as string[]).includes(what),
    }),
    [name, fullName, role, permissions, demo, host, platform],
  );
  return <SignedInContext value={value}>{props.children}</SignedInContext>;
}

/** A console that is gone can not say "locked": then the time it told last counts. A window that is shut out shows nothing. */
function hidesWhatWasRead({ session }: Surroundings, error: unknown): boolean {
  if (!error) return false;
  if (problemOf(error).code === 'SHUT_OUT') return true;
  return session.state === 'signed-in' && consoleNow() > session.locksAt;
}
