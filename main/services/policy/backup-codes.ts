import { refusePolicy, type Section } from './section.ts';

export interface BackupCodesPolicy {
  /**
   * Whether new codes may go straight to the address on file, so that no agent sees them. Whoever holds the mailbox then
   * holds the codes: with the password, which most services reset by that same mailbox, they open the account.
   */
  byMail: boolean;
}

export const backupCodes: Section<BackupCodesPolicy> = {
  standard: { byMail: false },
  check({ byMail }) {
    if (typeof byMail !== 'boolean') refusePolicy('whether backup codes may be sent by mail is yes or no');
    return { byMail };
  },
};
