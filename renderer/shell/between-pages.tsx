/** What stands where a page would: while it loads, when it broke, when there is none. */
import { Button, Loader } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconSearch } from '../icons.ts';
import { Emptiness } from '../parts/emptiness.tsx';
import { ProblemPanel } from '../parts/problem-panel.tsx';
import { Page } from './page.tsx';

export function PageLoading() {
  return (
    <div style={{ display: 'grid', placeItems: 'center', height: '60%' }}>
      <Loader size="sm" aria-label="Loading the page" />
    </div>
  );
}

export function PageFailed({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <Page title="This page broke">
      <ProblemPanel error={error} retry={reset} />
    </Page>
  );
}

export function NoSuchPage() {
  return (
    <Page title="No such page">
      <Emptiness icon={IconSearch} title="There is nothing at this address">
        <Button component={Link} to="/" variant="default" mt="sm">
          Find a user
        </Button>
      </Emptiness>
    </Page>
  );
}
