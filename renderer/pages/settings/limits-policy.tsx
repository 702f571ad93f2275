import { useState } from 'react';
import type { Policy } from '../../../main/services/policy/index.ts';
import type { Limit } from '../../../main/services/policy/limits.ts';
import { Card } from '../../parts/card.tsx';
import { PolicyForm, Whole } from './policy-form.tsx';
import classes from './settings-page.module.css';

interface Props {
  policy: Policy;
  manages: boolean;
}

const WHOSE = { perStaff: 'Each staff member', inAll: 'All staff together' } as const;
const WHAT: Record<keyof Limit, string> = {
  perHour: 'actions an hour',
  perDay: 'actions a day',
  privilegedPerDay: 'on privileged users a day',
};

/** How much may be done before it is refused and the leads are told. */
export function LimitsPolicy({ policy, manages }: Props) {
  return (
    <Card title="Limits">
      <p className={classes.note}>At a limit an action is refused, and the leads are told by mail.</p>
      {manages ? <LimitsForm policy={policy} /> : <LimitsText policy={policy} />}
    </Card>
  );
}

function LimitsText({ policy: { limits } }: { policy: Policy }) {
  return (
    <ul className={classes.note}>
      {(['perStaff', 'inAll'] as const).map((whose) => (
        <li key={whose}>
          {WHOSE[whose]}: {limits[whose].perHour} an hour, {limits[whose].perDay} a day,{' '}
          {limits[whose].privilegedPerDay} on privileged users a day
        </li>
      ))}
    </ul>
  );
}

function LimitsForm({ policy }: { policy: Policy }) {
  const [limits, setLimits] = useState(policy.limits);
  return (
    <PolicyForm section={{ limits }}>
      {(['perStaff', 'inAll'] as const).map((whose) => (
        <fieldset key={whose} className={classes.fieldset}>
          <legend>{WHOSE[whose]}</legend>
          {(['perHour', 'perDay', 'privilegedPerDay'] as const).map((what) => (
            <Whole
              key={what}
              label={WHAT[what]}
              value={limits[whose][what]}
              onChange={(value) =>
                setLimits((before) => ({ ...before, [whose]: { ...before[whose], [what]: value } }))
              }
            />
          ))}
        </fieldset>
      ))}
    </PolicyForm>
  );
}
