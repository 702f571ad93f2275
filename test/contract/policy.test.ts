import { describe, expect, it } from 'vitest';
import { ACTION_NAMES } from '../../main/contract/actions.ts';
import { POLICY } from '../../main/contract/policy.ts';
import {
  changing,
  nameOf,
  over,
  SETTINGS,
  STANDARD,
  settingsOf,
  valueIn,
} from '../../main/contract/policy-settings.ts';

const setting = (name: string) => SETTINGS.find((one) => nameOf(one) === name);

describe('the settings of the policy', () => {
  it('are all of the schema, each with a standard that it allows, and none is there twice', () => {
    expect(POLICY.parse(STANDARD)).toEqual(STANDARD);
    expect(new Set(SETTINGS.map(nameOf)).size).toBe(SETTINGS.length);
    // Codes by mail; four lives; three of approvals; two limits of three; two of lists; evidence, actions twice, signs and two.
    expect(SETTINGS).toHaveLength(1 + 4 + 3 + 6 + 2 + 7 + 2 * ACTION_NAMES.length + 4 + 2);
  });

  it('say how they are called, what they may be and what they are where nobody chose', () => {
    expect(setting('emergencyCode.maxMinutes')).toEqual({
      path: ['emergencyCode', 'maxMinutes'],
      label: 'At most, up to an hour',
      unit: 'min',
      groups: [],
      standard: 60,
      kind: { is: 'whole', min: 10, max: 60 },
    });
    expect(setting('verification.thresholds.privileged.disable-2fa')).toMatchObject({
      label: 'Disable 2FA',
      groups: ['What actions need', 'The same on a privileged user'],
      standard: 5,
      kind: { min: 0, max: 50 },
    });
    expect(setting('approvals.actions')).toMatchObject({
      standard: [],
      kind: { is: 'some', of: ACTION_NAMES },
    });
    expect(setting('backupCodes.byMail')).toMatchObject({ standard: false, kind: { is: 'yes-no' } });
  });

  it.each(SETTINGS.map((one) => [nameOf(one), one] as const))(
    '%s is refused outside its bounds',
    (_name, one) => {
      const wrong =
        one.kind.is === 'whole' ? [one.kind.min - 1, one.kind.max + 1, one.kind.min + 0.5] : ['perhaps', 1];
      for (const value of wrong) {
        const changed = over(STANDARD, changing(one, value as never));
        expect(POLICY.safeParse(changed).success, String(value)).toBe(false);
      }
    },
  );

  it('are read and changed one at a time', () => {
    const [first] = settingsOf('bulk');
    if (!first) throw new Error('there is no setting of lists');
    const changed = over(STANDARD, changing(first, 5));
    expect(changed).toEqual({ ...STANDARD, bulk: { maxLines: 5, perDay: 3 } });
    expect(valueIn(changed as typeof STANDARD, first)).toBe(5);
  });
});
