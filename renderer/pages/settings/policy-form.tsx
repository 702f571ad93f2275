/** A section of the policy as a card with its form, made from the schema: what is saved is judged by the service. */
import { Checkbox, NumberInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type ActionName, CATALOGUE } from '../../../main/contract/actions.ts';
import type { IdentityKind } from '../../../main/contract/identity.ts';
import type { Policy, PolicySection } from '../../../main/contract/policy.ts';
import {
  changing,
  inGroups,
  nameOf,
  over,
  type Setting,
  settingsOf,
  titleOf,
  type Value,
  valueIn,
} from '../../../main/contract/policy-settings.ts';
import { Card } from '../../parts/card.tsx';
import { useSignedIn } from '../../session/session.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import { SettingForm } from './setting-form.tsx';
import classes from './settings-page.module.css';

interface Props {
  section: PolicySection;
  policy: Policy;
  manages: boolean;
  /** What it means as it stands. */
  children: ReactNode;
  /** What to consider before it is changed. */
  below?: string;
}

export function PolicyCard({ section, policy, manages, children, below }: Props) {
  return (
    <Card title={titleOf(section)}>
      {children}
      {manages && <SectionForm section={section} policy={policy} below={below} />}
    </Card>
  );
}

function SectionForm({ section, policy, below }: Pick<Props, 'section' | 'policy' | 'below'>) {
  const [chosen, setChosen] = useState(policy);
  const isThere = useIsThere();
  const save = async () => {
    const saved = await client.settings.setPolicy.mutate({ [section]: chosen[section] });
    queryClient.setQueryData(trpc.settings.view.queryKey(), saved);
    await queryClient.invalidateQueries({ queryKey: trpc.settings.policy.queryKey() });
  };
  const field = (setting: Setting) => (
    <Field
      key={nameOf(setting)}
      setting={setting}
      value={valueIn(chosen, setting)}
      onChange={(value) => setChosen((before) => over(before, changing(setting, value)) as Policy)}
      disabled={setting.unit !== null && section === 'emergencyCode' && chosen.emergencyCode.readOut}
    />
  );
  return (
    <SettingForm save={save} saved="The policy is saved.">
      {inGroups(settingsOf(section).filter(isThere)).map(([group, settings]) =>
        group === undefined ? (
          settings.map(field)
        ) : (
          <fieldset key={group} className={classes.fieldset}>
            <legend>{group}</legend>
            {settings.map(field)}
          </fieldset>
        ),
      )}
      {below && <p className={classes.note}>{below}</p>}
    </SettingForm>
  );
}

interface FieldProps {
  setting: Setting;
  value: Value;
  onChange(value: Value): void;
  disabled: boolean;
}

function Field({ setting: { kind, label, unit }, value, onChange, disabled }: FieldProps) {
  const { platform } = useSignedIn();
  if (kind.is === 'yes-no') {
    return (
      <Checkbox
        label={label}
        checked={value as boolean}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  }
  if (kind.is === 'some') {
    const some = value as readonly string[];
    return (
      <fieldset className={classes.fieldset}>
        <legend>{label}</legend>
        {platform.actions.map((name) => (
          <Checkbox
            key={name}
            label={CATALOGUE[name].name}
            checked={some.includes(name)}
            onChange={(event) =>
              onChange(event.currentTarget.checked ? [...some, name] : some.filter((one) => one !== name))
            }
          />
        ))}
      </fieldset>
    );
  }
  // What is out of bounds stays as it was typed: the service says what is wrong with it.
  return (
    <NumberInput
      required
      withAsterisk={false}
      allowDecimal={false}
      clampBehavior="none"
      label={label}
      {...(unit !== null && { suffix: ` ${unit}` })}
      min={kind.min}
      max={kind.max}
      disabled={disabled}
      value={value as number}
      onChange={(typed) => onChange(Number(typed))}
    />
  );
}

/** Nothing is asked for that the platform has not: evidence, actions, the last login. */
function useIsThere(): (setting: Setting) => boolean {
  const { platform, knows } = useSignedIn();
  return ({ path: [, within, ...rest] }) => {
    const name = rest.at(-1);
    if (within === 'weights') return platform.evidence.includes(name as IdentityKind);
    if (within === 'thresholds') return platform.actions.includes(name as ActionName);
    return name !== 'dormantDays' || knows('lastLoginAt');
  };
}
