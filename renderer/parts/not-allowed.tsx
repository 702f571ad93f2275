import { IconBan } from '../icons.ts';
import { useSignedIn } from '../session/session.ts';
import { Page } from '../shell/page.tsx';
import { ROLE_WORDS } from '../words/staff.ts';
import { Emptiness } from './emptiness.tsx';

/** A page that somebody typed the address of, or whose role changed meanwhile. */
export function NotAllowed({ title }: { title: string }) {
  const { role } = useSignedIn();
  return (
    <Page title={title}>
      <Emptiness icon={IconBan} title={`The role ${ROLE_WORDS[role].name} has no access to this page`}>
        <p>Ask an admin if you need it.</p>
      </Emptiness>
    </Page>
  );
}
