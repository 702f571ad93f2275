/** Who works with Rekey, and in which role. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { StaffMember } from '../../../main/services/staff.ts';
import { IconUserPlus } from '../../icons.ts';
import { NotAllowed } from '../../parts/not-allowed.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useSignedIn } from '../../session/session.ts';
import { Page } from '../../shell/page.tsx';
import { queryClient, trpc } from '../../trpc.ts';
import { AddMember } from './add-member.tsx';
import { ChangeMember } from './change-member.tsx';
import type { Change } from './changes.ts';
import { FirstPassword } from './first-password.tsx';
import { StaffTable } from './staff-table.tsx';

export function StaffPage() {
  const { may } = useSignedIn();
  if (!may('staff.read')) return <NotAllowed title="Staff" />;
  return <Staff />;
}

type Open =
  | { dialog: 'add' }
  | { dialog: 'change'; change: Change; member: StaffMember }
  | { dialog: 'first-password'; member: StaffMember; password: string };

function Staff() {
  const { may } = useSignedIn();
  const staff = useQuery(trpc.staff.list.queryOptions(undefined, { staleTime: 0 }));
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const changed = () => queryClient.invalidateQueries({ queryKey: trpc.staff.list.queryKey() });
  const invited = (member: StaffMember, password: string) => {
    setOpen({ dialog: 'first-password', member, password });
    void changed();
  };

  return (
    <Page
      title="Staff"
      aside={
        may('staff.manage') && (
          <Button
            leftSection={<IconUserPlus size={16} aria-hidden />}
            onClick={() => setOpen({ dialog: 'add' })}
          >
            Add a staff member
          </Button>
        )
      }
    >
      {staff.error && (
        <ProblemPanel error={staff.error} retry={() => void staff.refetch()} retrying={staff.isFetching} />
      )}
      {staff.isPending && <Skeleton height={320} radius={10} />}
      {staff.data && (
        <StaffTable
          staff={staff.data}
          onChange={
            may('staff.manage') ? (change, member) => setOpen({ dialog: 'change', change, member }) : null
          }
        />
      )}
      {open?.dialog === 'add' && <AddMember onAdded={invited} onClose={close} />}
      {open?.dialog === 'change' && (
        <ChangeMember
          change={open.change}
          member={open.member}
          onChanged={() => {
            close();
            void changed();
          }}
          onInvited={invited}
          onClose={close}
        />
      )}
      {open?.dialog === 'first-password' && (
        <FirstPassword member={open.member} password={open.password} onClose={close} />
      )}
    </Page>
  );
}
