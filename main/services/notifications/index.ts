/** The contents page of notifications: what the console puts together from its parts. */
import type { Database } from '../../../db/database.ts';
import type { Platform } from '../../../db/platforms/contract.ts';
import type { Host } from '../../host.ts';
import type { FollowUp, Guard } from '../actions/perform.ts';
import { playbookOf } from '../caller.ts';
import type { Clock } from '../clock.ts';
import type { RunningConfiguration } from '../running-configuration.ts';
import type { MailCarrier } from './carrier.ts';
import { codesByMailGuard, queueCodes } from './codes-by-mail.ts';
import { createMailSettingsService } from './create-mail-settings.ts';
import { createNotificationService } from './create-service.ts';
import { queueNotice } from './follow-up.ts';
import { openMailSetup } from './mail-setup.ts';
import { Outbox } from './outbox.ts';
import { openPostbox } from './postbox.ts';
import { queueReminder } from './reminder.ts';
import { createSender, type Sender } from './sender.ts';
import type { MailService, MailSettingsService, NotificationService } from './service.ts';

export interface Notifications {
  notifications: NotificationService;
  mailSettings: MailSettingsService;
  mail: MailService;
  /** Not running until it is started: one command of the command line is no console that stays open. */
  sender: Sender;
  /** What it adds to the path of an action. */
  guard: Guard;
  followUps: readonly FollowUp[];
}

export function openNotifications(deps: {
  database: Database;
  clock: Clock;
  platform: Pick<Platform, 'label' | 'playbook' | 'sessions' | 'devices'>;
  configuration: RunningConfiguration;
  host: Host;
  consoleKey: Buffer;
  carrier: MailCarrier;
}): Notifications {
  const setup = openMailSetup(deps);
  const outbox = new Outbox(deps);
  const sender = createSender({ outbox, setup, clock: deps.clock });
  const postbox = openPostbox({ ...deps, setup });
  return {
    notifications: createNotificationService({ ...deps, setup, outbox, sender }),
    mailSettings: createMailSettingsService({ ...deps, setup, postbox, sender }),
    mail: postbox,
    sender,
    guard: codesByMailGuard(setup),
    followUps: [
      queueNotice(deps.platform),
      queueReminder(playbookOf(deps.platform).todo),
      queueCodes(deps.consoleKey),
    ],
  };
}
