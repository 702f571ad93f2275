import { ActionIcon, Menu } from '@mantine/core';
import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  sortFn_basic,
  sortFn_text,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import type { StaffMember } from '../../../main/services/staff.ts';
import { IconDots } from '../../icons.ts';
import { Face } from '../../parts/face.tsx';
import { Tag, type Tone } from '../../parts/tag.tsx';
import { When } from '../../parts/when.tsx';
import { useSignedIn } from '../../session/session.ts';
import { ROLE_WORDS, STAFF_STATUS_WORDS } from '../../words/staff.ts';
import { CHANGES, type Change, changesFor } from './changes.ts';
import classes from './staff-table.module.css';

interface Props {
  staff: StaffMember[];
  /** Null: this role only looks. */
  onChange: ((change: Change, member: StaffMember) => void) | null;
}

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { text: sortFn_text, basic: sortFn_basic },
});
const helper = createColumnHelper<typeof features, StaffMember>();

const TONES: Record<StaffMember['status'], Tone> = {
  active: 'ok',
  invited: 'warn',
  locked: 'bad',
  closed: 'none',
};

export function StaffTable({ staff, onChange }: Props) {
  const columns = useMemo(() => columnsFor(onChange), [onChange]);
  const table = useTable({
    features,
    columns,
    data: staff,
    enableSortingRemoval: false,
    initialState: { sorting: [{ id: 'fullName', desc: false }] },
  });
  return (
    <div className={classes.panel}>
      <table className={classes.table}>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => {
                const sorted = header.column.getIsSorted();
                return (
                  <th
                    key={header.id}
                    scope="col"
                    aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : undefined}
                  >
                    {header.column.getCanSort() ? (
                      <button
                        type="button"
                        className={classes.sort}
                        onClick={header.column.getToggleSortingHandler()}
                      >
                        <table.FlexRender header={header} />
                        <span aria-hidden>{sorted === 'asc' ? ' ↑' : sorted === 'desc' ? ' ↓' : ''}</span>
                      </button>
                    ) : (
                      <table.FlexRender header={header} />
                    )}
                  </th>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id} data-closed={row.original.status === 'closed' || undefined}>
              {row.getAllCells().map((cell) => (
                <td key={cell.id}>
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function columnsFor(onChange: Props['onChange']) {
  return helper.columns([
    helper.accessor('fullName', {
      header: 'Name',
      sortFn: 'text',
      cell: ({ row }) => <Who member={row.original} />,
    }),
    helper.accessor('role', {
      header: 'Role',
      sortFn: 'text',
      cell: ({ row }) => (
        <span title={ROLE_WORDS[row.original.role].what}>{ROLE_WORDS[row.original.role].name}</span>
      ),
    }),
    helper.accessor('status', {
      header: 'Status',
      sortFn: 'text',
      cell: ({ row }) => <Status member={row.original} />,
    }),
    helper.accessor((member) => member.lastSignInAt ?? 0, {
      id: 'lastSignInAt',
      header: 'Last sign-in',
      sortFn: 'basic',
      cell: ({ row }) => <When time={row.original.lastSignInAt} />,
    }),
    helper.display({
      id: 'changes',
      enableSorting: false,
      header: () => <span className="quiet">Changes</span>,
      cell: ({ row }) => onChange && <Changes member={row.original} onChange={onChange} />,
    }),
  ]);
}

function Who({ member }: { member: StaffMember }) {
  const { name } = useSignedIn();
  return (
    <div className={classes.who}>
      <Face name={member.fullName} />
      <div className={classes.words}>
        <div className={`${classes.fullName} clip`} title={member.fullName}>
          <bdi>{member.fullName}</bdi>
          {member.name === name && <span className={classes.dim}> (you)</span>}
        </div>
        <div className={`${classes.dim} clip`}>
          {member.name}
          {member.email && ` · ${member.email}`}
        </div>
      </div>
    </div>
  );
}

function Status({ member }: { member: StaffMember }) {
  return (
    <>
      <Tag tone={TONES[member.status]}>{STAFF_STATUS_WORDS[member.status]}</Tag>
      {member.status === 'locked' && member.lockedUntil !== null && (
        <div className={classes.dim}>
          opens <When time={member.lockedUntil} />
        </div>
      )}
    </>
  );
}

function Changes({ member, onChange }: { member: StaffMember; onChange: NonNullable<Props['onChange']> }) {
  const { name } = useSignedIn();
  // Nobody acts on their own account.
  if (member.name === name) return null;
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target>
        <ActionIcon aria-label={`Change ${member.fullName}`}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {changesFor(member).map((change) => (
          <Menu.Item
            key={change}
            color={CHANGES[change].grave ? 'brick' : undefined}
            onClick={() => onChange(change, member)}
          >
            {CHANGES[change].name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
