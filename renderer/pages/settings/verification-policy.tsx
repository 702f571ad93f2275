import { useState } from 'react';
import { CATALOGUE } from '../../../main/contract/actions.ts';
import type { Policy } from '../../../main/services/policy/index.ts';
import type { SignsPolicy, UserClass } from '../../../main/services/policy/verification.ts';
import { Card } from '../../parts/card.tsx';
import { useSignedIn } from '../../session/session.ts';
import { KIND_WORDS } from '../../words/identity.ts';
import { PolicyForm, Whole } from './policy-form.tsx';
import classes from './settings-page.module.css';

interface Props {
  policy: Policy;
  manages: boolean;
}

const CLASSES: Record<UserClass, string> = {
  ordinary: 'What an action needs',
  privileged: 'The same on a privileged user',
};

const SIGNS: Record<keyof SignsPolicy, string> = {
  contactChangeDays: 'Days after a change of e-mail or phone',
  resetDays: 'Days after a reset',
  dormantDays: 'Days without a login',
  burstRequests: 'Cases about privileged users in 24 hours',
};

/** How much a caller has to prove. */
export function VerificationPolicy({ policy, manages }: Props) {
  const { platform } = useSignedIn();
  const { thresholds, validMinutes } = policy.verification;
  return (
    <Card title="Identity checks">
      <p className={classes.note}>
        Evidence that the caller is the user has a weight, and an action needs so much of it. It counts for{' '}
        {validMinutes} minutes. Personal data should weigh nothing: birthdays and numbers are for sale.
      </p>
      {manages ? (
        <VerificationForm policy={policy} />
      ) : (
        <ul className={classes.note}>
          {platform.actions.map((name) => (
            <li key={name}>
              {CATALOGUE[name].name}: {thresholds.ordinary[name]}, on a privileged user{' '}
              {thresholds.privileged[name]}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function VerificationForm({ policy }: { policy: Policy }) {
  const { platform, knows } = useSignedIn();
  const [chosen, setChosen] = useState(policy.verification);
  const signs = (Object.keys(SIGNS) as (keyof SignsPolicy)[]).filter(
    (sign) => sign !== 'dormantDays' || knows('lastLoginAt'),
  );
  return (
    <PolicyForm section={{ verification: chosen }}>
      <fieldset className={classes.fieldset}>
        <legend>What evidence weighs</legend>
        {platform.evidence.map((kind) => (
          <Whole
            key={kind}
            label={KIND_WORDS[kind].name}
            value={chosen.weights[kind]}
            onChange={(value) =>
              setChosen((before) => ({ ...before, weights: { ...before.weights, [kind]: value } }))
            }
          />
        ))}
      </fieldset>
      {(Object.keys(CLASSES) as UserClass[]).map((userClass) => (
        <fieldset key={userClass} className={classes.fieldset}>
          <legend>{CLASSES[userClass]}</legend>
          {platform.actions.map((name) => (
            <Whole
              key={name}
              label={CATALOGUE[name].name}
              value={chosen.thresholds[userClass][name]}
              onChange={(value) =>
                setChosen((before) => ({
                  ...before,
                  thresholds: {
                    ...before.thresholds,
                    [userClass]: { ...before.thresholds[userClass], [name]: value },
                  },
                }))
              }
            />
          ))}
        </fieldset>
      ))}
      <fieldset className={classes.fieldset}>
        <legend>Signs of risk (0: never)</legend>
        {signs.map((sign) => (
          <Whole
            key={sign}
            label={SIGNS[sign]}
            value={chosen.signs[sign]}
            onChange={(value) =>
              setChosen((before) => ({ ...before, signs: { ...before.signs, [sign]: value } }))
            }
          />
        ))}
        <Whole
          label="Each raises what is needed by"
          value={chosen.riskRaise}
          onChange={(riskRaise) => setChosen((before) => ({ ...before, riskRaise }))}
        />
      </fieldset>
      <Whole
        label="Evidence counts for"
        suffix=" min"
        value={chosen.validMinutes}
        onChange={(validMinutes) => setChosen((before) => ({ ...before, validMinutes }))}
      />
    </PolicyForm>
  );
}
