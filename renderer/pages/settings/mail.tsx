/** The mail side of Settings: by which server, with whose name, in which words. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { MailTemplateView } from '../../../main/services/notifications/service.ts';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { type SignedIn, useSignedIn } from '../../session/session.ts';
import { trpc } from '../../trpc.ts';
import classes from './mail.module.css';
import { MailLetterhead } from './mail-letterhead.tsx';
import { MailServerCard } from './mail-server.tsx';
import { MailTemplates } from './mail-templates.tsx';

/** What a mail tells of, where it is not called as its action is. */
const TELLS_OF: Partial<Record<MailTemplateView['kind'], string>> = {
  'backup-code-taken': 'backup-code',
  'backup-codes': 'send-backup-codes',
  reminder: 'send-reminder',
  'identity-code': 'email-code',
};

/** Whether it can ever be sent on this platform. */
function isSent({ kind, to }: MailTemplateView, { knows, platform }: SignedIn): boolean {
  const done: readonly string[] = [...platform.actions, ...platform.evidence];
  return to === 'leads' || (knows('email') && done.includes(TELLS_OF[kind] ?? kind));
}

export function Mail({ manages }: { manages: boolean }) {
  const signedIn = useSignedIn();
  const mail = useQuery(trpc.mail.view.queryOptions(undefined, { staleTime: 0 }));
  if (mail.error) {
    return <ProblemPanel error={mail.error} retry={() => void mail.refetch()} retrying={mail.isFetching} />;
  }
  if (!mail.data) return <Skeleton height={420} radius={10} />;
  return (
    <div className={classes.mail}>
      <div className={classes.server}>
        <MailServerCard key={mail.data.source} view={mail.data} manages={manages} />
        <MailLetterhead view={mail.data} manages={manages} />
      </div>
      <MailTemplates
        templates={mail.data.templates.filter((template) => isSent(template, signedIn))}
        manages={manages}
      />
    </div>
  );
}
