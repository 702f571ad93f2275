/** The contents page of the services: what the api and the command line are given. */
import type { Platform } from '../../db/platforms/contract.ts';
import type { ActionService } from './actions/service.ts';
import type { ApprovalService } from './approvals.ts';
import type { AuditService } from './audit.ts';
import type { BulkService } from './bulk/service.ts';
import type { Clock } from './clock.ts';
import type { ConnectingService } from './connecting/service.ts';
import type { EnrolmentService } from './enrolment/service.ts';
import type { ExpiredCodes } from './expired-codes.ts';
import type { IdentityService } from './identity/service.ts';
import type { MailSettingsService, NotificationService } from './notifications/service.ts';
import type { PlatformChoicesService } from './platform-choices.ts';
import type { MarkService } from './platform-mark.ts';
import type { ProfilesService } from './profiles.ts';
import type { ReminderService } from './reminders.ts';
import type { RequestService } from './requests.ts';
import type { SandboxDoor } from './sandbox/door.ts';
import type { SearchIndexService } from './search-index/service.ts';
import type { SessionService } from './session.ts';
import type { SettingsService } from './settings.ts';
import type { StaffService } from './staff.ts';
import type { TrainingService } from './training/service.ts';
import type { UserService } from './users.ts';

export interface Services {
  /** True on the demo platform: made-up people, one-click sign-in. */
  demo: boolean;
  platform: Platform;
  clock: Clock;
  /** Another one each time that a console is opened: a page knows by it that what it shows is of this one. */
  id: string;
  connecting: ConnectingService;
  session: SessionService;
  staff: StaffService;
  users: UserService;
  searchIndex: SearchIndexService;
  actions: ActionService;
  approvals: ApprovalService;
  bulk: BulkService;
  expiredCodes: ExpiredCodes;
  identity: IdentityService;
  audit: AuditService;
  enrolment: EnrolmentService;
  reminders: ReminderService;
  requests: RequestService;
  settings: SettingsService;
  platformChoices: PlatformChoicesService;
  mark: MarkService;
  profiles: ProfilesService;
  notifications: NotificationService;
  mailSettings: MailSettingsService;
  sandbox: SandboxDoor;
  training: TrainingService;
}
