import { IconUsers } from '../../icons.ts';
import { Emptiness } from '../../parts/emptiness.tsx';
import { Page } from '../../shell/page.tsx';

/** In place of numbers and lists on a platform whose users can neither be counted nor listed. */
export function NotCounted() {
  return (
    <Page title="Enrolment">
      <Emptiness icon={IconUsers} title="This platform’s users cannot be counted">
        They can be looked up one by one.
      </Emptiness>
    </Page>
  );
}
