/** The demo's one-click sign-in: a button for each made-up staff member. */
import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { StaffFace } from '../../main/services/session.ts';
import { Face } from '../parts/face.tsx';
import { ProblemPanel } from '../parts/problem-panel.tsx';
import { useAttempt } from '../parts/use-attempt.ts';
import { lookAtSessionNow } from '../session/session.ts';
import { client } from '../trpc.ts';
import { ROLE_WORDS } from '../words/staff.ts';
import classes from './form.module.css';

export function DemoRoles({ staff, console }: { staff: readonly StaffFace[]; console: string }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const attempt = useAttempt(async (name: string) => {
    setChosen(name);
    await client.session.signInDemo.mutate({ name, console });
    await lookAtSessionNow();
  });
  return (
    <>
      <div className={classes.roles}>
        {staff.map((face) => (
          <UnstyledButton
            key={face.name}
            className={classes.role}
            data-busy={(attempt.busy && chosen === face.name) || undefined}
            onClick={() => void attempt.run(face.name)}
          >
            <Face name={face.fullName} />
            <span className={classes.roleWords}>
              <span className={classes.roleName}>{ROLE_WORDS[face.role].name}</span>
              <span className={`${classes.roleWho} clip`} dir="auto">
                {face.fullName}
              </span>
            </span>
          </UnstyledButton>
        ))}
      </div>
      {attempt.error !== null && (
        <div className={classes.stack}>
          <ProblemPanel error={attempt.error} />
        </div>
      )}
    </>
  );
}
