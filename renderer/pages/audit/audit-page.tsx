/** Who did what to whom, whether it went well, and whether the log itself is whole. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { IconRefresh } from '../../icons.ts';
import { NotAllowed } from '../../parts/not-allowed.tsx';
import { consoleNow, useSignedIn } from '../../session/session.ts';
import { Page } from '../../shell/page.tsx';
import { queryClient, trpc } from '../../trpc.ts';
import { DueNotice } from './archives.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { type AuditSearch, filterCount, filterOf } from './audit-search.ts';
import { AuditTable } from './audit-table.tsx';
import { EntryDrawer } from './entry-drawer.tsx';
import { LogMenu } from './log-menu.tsx';
import { LogTable } from './log-table.tsx';
import { BrokenLog, VerifiedBadge } from './verification.tsx';

export function AuditPage() {
  const { may } = useSignedIn();
  if (!may('audit.read')) return <NotAllowed title="Audit log" />;
  return <AuditLog />;
}

function AuditLog() {
  const search = useSearch({ from: '/audit' });
  const navigate = useNavigate();
  const { entry, ...chosen } = search;
  const chosenText = JSON.stringify(chosen);
  // Fixed when the filter is set or the log is read anew: "the last hour" must not change with each drawing.
  const [readAt, setReadAt] = useState(consoleNow);
  const filter = useMemo(() => filterOf(JSON.parse(chosenText) as AuditSearch, readAt), [chosenText, readAt]);
  const narrowed = filterCount(chosen) > 0;

  const change = (next: AuditSearch) => void navigate({ to: '/audit', search: next, replace: true });
  const readAnew = () => {
    setReadAt(consoleNow());
    void queryClient.resetQueries(trpc.audit.list.pathFilter());
    queryClient.removeQueries(trpc.audit.span.pathFilter());
  };

  return (
    <Page
      title="Audit log"
      layout="fill"
      aside={
        <>
          <VerifiedBadge />
          <Tooltip label="Read the newest entries">
            <ActionIcon size={32} aria-label="Read the newest entries" onClick={readAnew}>
              <IconRefresh size={17} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <LogMenu filter={filter} narrowed={narrowed} />
        </>
      }
    >
      <BrokenLog />
      <DueNotice />
      <AuditFilters search={chosen} onChange={change} />
      {narrowed ? (
        <AuditTable
          filter={filter}
          open={entry ?? null}
          onOpen={(sequence) => change({ ...chosen, entry: sequence })}
          onClearFilter={() => change({})}
        />
      ) : (
        <LogTable
          key={readAt}
          open={entry ?? null}
          onOpen={(sequence) => change({ ...chosen, entry: sequence })}
        />
      )}
      <EntryDrawer
        sequence={entry ?? null}
        onOpen={(sequence) => change({ ...chosen, entry: sequence })}
        onFilter={change}
        onClose={() => change(chosen)}
      />
    </Page>
  );
}
