import { NativeSelect } from '@mantine/core';
import type { Policy } from '../../main/contract/policy.ts';
import { ProblemPanel } from '../parts/problem-panel.tsx';
import { duration } from '../words/time.ts';
import { lifetimesWithin } from './lifetimes.ts';

interface Props {
  policy: { data: Policy | undefined; error: unknown; isFetching: boolean; refetch(): Promise<unknown> };
  minutes: number;
  onChange(minutes: number): void;
  disabled: boolean;
}

/** How long an emergency code is to live, within the policy. */
export function Lifetime({ policy, minutes, onChange, disabled }: Props) {
  if (policy.error) {
    return (
      <ProblemPanel error={policy.error} retry={() => void policy.refetch()} retrying={policy.isFetching} />
    );
  }
  return (
    <NativeSelect
      label="It works for"
      disabled={disabled || !policy.data}
      value={String(minutes)}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
      data={(policy.data ? lifetimesWithin(policy.data) : [minutes]).map((value) => ({
        value: String(value),
        label: duration(value * 60_000),
      }))}
    />
  );
}
