import type { EnrolmentFilter } from '../../db/platforms/enrolment.ts';
import type { BulkAbout, BulkView } from './bulk/service.ts';
import type { Actor } from './session.ts';

export interface ReminderPlan extends Pick<BulkAbout, 'reason' | 'reasonText' | 'ticket'> {
  /** Of the enrolment audit: everybody behind it is on the list. */
  filter: EnrolmentFilter;
}

export interface ReminderService {
  /**
   * The dry run of reminding everybody whom the filter lists. What comes of it is a bulk change like any other: a second
   * person approves it, and it is run.
   * @throws FORBIDDEN, BAD_INPUT, NOT_SUPPORTED, NOTHING_TO_DO, REMINDERS_TOO_MANY, DATABASE_*
   */
  plan(actor: Actor, plan: ReminderPlan): Promise<BulkView>;
}
