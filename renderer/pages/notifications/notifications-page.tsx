/** The mails to users: sent, waiting, failed, and why. */
import { Button, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { NotificationState } from '../../../main/services/notifications/service.ts';
import { IconRefresh } from '../../icons.ts';
import { NotAllowed } from '../../parts/not-allowed.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { say, sayProblem } from '../../parts/say.ts';
import { useAttempt } from '../../parts/use-attempt.ts';
import { useSignedIn } from '../../session/session.ts';
import { Page } from '../../shell/page.tsx';
import { client, queryClient, trpc } from '../../trpc.ts';
import { plural } from '../../words/time.ts';
import { MailBanner, NobodyIsTold } from './mail-banner.tsx';
import { NotificationTable } from './notification-table.tsx';

type Shown = NotificationState | 'all';

/** ms between two looks. */
const POLL = 5_000;

export function NotificationsPage() {
  const { may } = useSignedIn();
  if (!may('notifications.read')) return <NotAllowed title="Notifications" />;
  return <Notifications />;
}

function Notifications() {
  const { may } = useSignedIn();
  const [shown, setShown] = useState<Shown>('all');
  const summary = useQuery(trpc.notifications.summary.queryOptions(undefined, { refetchInterval: POLL }));
  const retryFailed = useAttempt(async () => {
    const { revived } = await client.notifications.retryFailed.mutate().catch((error: unknown) => {
      sayProblem(error);
      throw error;
    });
    say(`${plural(revived, 'notification')} will be tried again.`);
    await lookAgain();
  });
  const counts = summary.data;
  const counted = (number: number) =>
    counts && number >= counts.countedTo ? `${counts.countedTo}+` : String(number);

  return (
    <Page
      title="Notifications"
      layout="fill"
      aside={
        may('notifications.send') &&
        counts !== undefined &&
        counts.failed > 0 && (
          <Button
            variant="default"
            leftSection={<IconRefresh size={15} aria-hidden />}
            loading={retryFailed.busy}
            onClick={() => void retryFailed.run()}
          >
            Try all failed ones again
          </Button>
        )
      }
    >
      <NobodyIsTold />
      {counts && <MailBanner summary={counts} />}
      {summary.error && (
        <ProblemPanel
          error={summary.error}
          retry={() => void summary.refetch()}
          retrying={summary.isFetching}
        />
      )}
      <SegmentedControl
        aria-label="Which notifications"
        mb="sm"
        style={{ alignSelf: 'flex-start', flex: 'none' }}
        value={shown}
        onChange={(value) => setShown(value as Shown)}
        data={[
          { value: 'all', label: 'All' },
          { value: 'waiting', label: counts ? `Waiting (${counted(counts.waiting)})` : 'Waiting' },
          { value: 'sent', label: 'Sent' },
          { value: 'failed', label: counts ? `Failed (${counted(counts.failed)})` : 'Failed' },
        ]}
      />
      <NotificationTable
        key={shown}
        state={shown === 'all' ? undefined : shown}
        mayRetry={may('notifications.send')}
        onRetried={lookAgain}
      />
    </Page>
  );
}

async function lookAgain(): Promise<void> {
  await queryClient.invalidateQueries(trpc.notifications.pathFilter());
}
