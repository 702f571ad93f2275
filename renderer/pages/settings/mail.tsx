/** The mail side of Settings: by which server, with whose name, in which words. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useSignedIn } from '../../session/session.ts';
import { trpc } from '../../trpc.ts';
import classes from './mail.module.css';
import { MailLetterhead } from './mail-letterhead.tsx';
import { MailServerCard } from './mail-server.tsx';
import { MailTemplates } from './mail-templates.tsx';

export function Mail({ manages }: { manages: boolean }) {
  const { knows } = useSignedIn();
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
        templates={mail.data.templates.filter(({ to }) => to === 'leads' || knows('email'))}
        manages={manages}
      />
    </div>
  );
}
