/** Which database, which platform, which rules. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { NotAllowed } from '../../parts/not-allowed.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useSignedIn } from '../../session/session.ts';
import { Page } from '../../shell/page.tsx';
import { trpc } from '../../trpc.ts';
import { About } from './about.tsx';
import { AuditRetention } from './audit-retention.tsx';
import { Connection } from './connection.tsx';
import { Mail } from './mail.tsx';
import { PlatformMark } from './platform-mark.tsx';
import { PolicyCards } from './policy-cards.tsx';
import classes from './settings-page.module.css';
import { UsersMapping } from './users-mapping.tsx';

export function SettingsPage() {
  const { may } = useSignedIn();
  if (!may('settings.read')) return <NotAllowed title="Settings" />;
  return <Settings />;
}

function Settings() {
  const { may } = useSignedIn();
  const view = useQuery(trpc.settings.view.queryOptions(undefined, { staleTime: 0 }));
  const manages = may('settings.manage');
  return (
    <Page title="Settings">
      {view.error && (
        <ProblemPanel error={view.error} retry={() => void view.refetch()} retrying={view.isFetching} />
      )}
      <div className={classes.columns}>
        {view.data ? (
          <Connection key={view.data.source} view={view.data} manages={manages} />
        ) : (
          view.isPending && <Skeleton height={470} radius={10} />
        )}
        <div className={classes.side}>
          {view.data ? (
            <>
              <PolicyCards policy={view.data.policy} notes={view.data.policyNotes} manages={manages} />
              {manages && !view.data.demo && <PlatformMark />}
              <AuditRetention />
              <About view={view.data} />
            </>
          ) : (
            view.isPending && (
              <>
                <Skeleton height={230} radius={10} />
                <Skeleton height={150} radius={10} />
              </>
            )
          )}
        </div>
      </div>
      <div className={classes.below}>
        <UsersMapping manages={manages} />
      </div>
      <Mail manages={manages} />
    </Page>
  );
}
