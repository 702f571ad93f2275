import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import type { UserPage } from '../../../main/services/users.ts';
import { IconCheck, IconCopy } from '../../icons.ts';
import { Face } from '../../parts/face.tsx';
import { EnrolmentTag, WarningTags } from '../../parts/user-tags.tsx';
import { When } from '../../parts/when.tsx';
import { useSignedIn } from '../../session/session.ts';
import { day } from '../../words/time.ts';
import { nameOf } from '../../words/users.ts';
import { UserHeading } from './user-heading.tsx';
import classes from './user-identity.module.css';

/** Who it is, in enough detail to be sure, and how their 2FA stands in one sentence that can be read out. */
export function UserIdentity({ page }: { page: UserPage }) {
  const { knows } = useSignedIn();
  const { user, sentence } = page;
  return (
    <header className={classes.identity}>
      <div className={classes.top}>
        <Face name={nameOf(user)} size={48} />
        <div className={classes.names}>
          <UserHeading name={nameOf(user)} />
          <div className={classes.tags}>
            <EnrolmentTag enrolment={user.enrolment} />
            <WarningTags user={user} />
          </div>
        </div>
      </div>
      <dl className={classes.facts}>
        {knows('email') && (
          <Fact name="E-mail" copy={user.email}>
            {user.email ?? '–'}
          </Fact>
        )}
        <Fact name="Username" copy={user.username}>
          {user.username}
        </Fact>
        <Fact name="Id" copy={user.id}>
          {user.id}
        </Fact>
        {knows('department') && <Fact name="Department">{user.department ?? '–'}</Fact>}
        {knows('role') && <Fact name="Role">{user.role ?? '–'}</Fact>}
        {knows('phone') && <Fact name="Phone">{user.phone ?? '–'}</Fact>}
        {knows('lastLoginAt') && (
          <Fact name="Last login">
            <When time={user.lastLoginAt} />
          </Fact>
        )}
        {knows('createdAt') && (
          <Fact name="Member since">{user.createdAt === null ? '–' : day(user.createdAt)}</Fact>
        )}
      </dl>
      <p className={classes.sentence}>
        <span className={classes.label}>Status, to read out</span>
        {sentence}
      </p>
    </header>
  );
}

function Fact({ name, copy, children }: { name: string; copy?: string | null; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>
        <span className="clip" dir="auto" title={typeof children === 'string' ? children : undefined}>
          {children}
        </span>
        {copy != null && <CopyFact name={name} value={copy} />}
      </dd>
    </div>
  );
}

function CopyFact({ name, value }: { name: string; value: string }) {
  return (
    <CopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : 'Copy'}>
          <ActionIcon
            className={classes.copy ?? ''}
            size={20}
            aria-label={`Copy ${name.toLowerCase()}`}
            onClick={copy}
          >
            {copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
