/** What was done, and the codes if there are any: hidden until asked for, and nowhere but in this dialog. */

import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ActionName } from '../../main/contract/actions.ts';
import type { ActionResult } from '../../main/services/actions/action.ts';
import type { UserPage } from '../../main/services/users.ts';
import { IconCircleCheck } from '../icons.ts';
import { Sentence } from '../parts/sentence.tsx';
import { consoleNow, useSignedIn } from '../session/session.ts';
import { UNTOLD } from '../words/consequences.ts';
import { outcomeOf } from '../words/outcomes.ts';
import { nameOf } from '../words/users.ts';
import classes from './action-result.module.css';
import { CodesPanel } from './codes-panel.tsx';
import { NoticeState } from './notice-state.tsx';

interface Props {
  action: ActionName;
  page: UserPage;
  result: ActionResult;
  actionId: string;
  /** Wants to close, and nobody saw the codes. */
  leaving: boolean;
  onSeen(): void;
  onStay(): void;
  onClose(): void;
}

export function ActionResultPanel({
  action,
  page,
  result,
  actionId,
  leaving,
  onSeen,
  onStay,
  onClose,
}: Props) {
  const { may } = useSignedIn();
  const { done, next } = outcomeOf(action, page.user, result, consoleNow());
  return (
    <div className={classes.result}>
      <div className={classes.done} role="status">
        <IconCircleCheck size={20} aria-hidden />
        <div>
          <p className={classes.what}>
            <Sentence text={done} names={[nameOf(page.user), result.sentTo]} />
          </p>
          {next && <p className={classes.next}>{next}</p>}
        </div>
      </div>
      {result.codes && (
        <CodesPanel
          action={action}
          user={page.user}
          codes={result.codes}
          typeCode={result.caller.typeCode}
          expiresAt={result.expiresAt}
          onSeen={onSeen}
        />
      )}
      {result.mailed ? <NoticeState actionId={actionId} /> : <p className={classes.entry}>{UNTOLD}</p>}
      <div className={classes.foot}>
        <span className={classes.entry}>
          {may('audit.read') ? (
            <Link className="link" to="/audit" search={{ entry: result.sequence }}>
              Audit entry {result.sequence}
            </Link>
          ) : (
            <>Audit entry {result.sequence}</>
          )}
        </span>
        {leaving ? (
          <div className={classes.leaving} role="alert">
            <span>
              {result.codes?.length === 1
                ? 'Nobody has seen the code yet, and it is not shown again.'
                : 'Nobody has seen the codes yet, and they are not shown again.'}
            </span>
            <div className={classes.buttons}>
              <Button variant="default" onClick={onClose}>
                Close all the same
              </Button>
              <Button onClick={onStay} autoFocus>
                Stay
              </Button>
            </div>
          </div>
        ) : (
          <Button
            variant={result.codes ? 'default' : 'filled'}
            onClick={onClose}
            data-autofocus={!result.codes || undefined}
          >
            Close
          </Button>
        )}
      </div>
    </div>
  );
}
