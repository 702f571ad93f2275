import { ACTION_NAMES, type ActionName } from '../../contract/actions.ts';
import { refusePolicy, type Section, wholeNumber } from './section.ts';

/** What needs a second person. */
export interface ApprovalsPolicy {
  /** Each action on a user who is privileged on the platform. */
  privileged: boolean;
  /** These actions on anybody. */
  actions: ActionName[];
  /** How long an approval can be given and used, from when it was asked for. */
  minutes: number;
}

export const approvals: Section<ApprovalsPolicy> = {
  standard: { privileged: true, actions: [], minutes: 30 },
  check({ privileged, actions, minutes }) {
    if (typeof privileged !== 'boolean')
      refusePolicy('whether privileged users need an approval is yes or no');
    if (!Array.isArray(actions) || actions.some((name) => !ACTION_NAMES.includes(name))) {
      refusePolicy('an action that needs an approval is not one that there is');
    }
    return {
      privileged,
      actions: ACTION_NAMES.filter((name) => actions.includes(name)),
      minutes: wholeNumber(minutes, 'the life of an approval in minutes', 5, 24 * 60),
    };
  },
};
