import { useQuery } from '@tanstack/react-query';
import type { SettingsView } from '../../../main/services/settings.ts';
import { Card } from '../../parts/card.tsx';
import { When } from '../../parts/when.tsx';
import { useSignedIn } from '../../session/session.ts';
import { trpc } from '../../trpc.ts';
import { howFar } from '../../words/search-index.ts';
import classes from './settings-page.module.css';

export function About({ view }: { view: SettingsView }) {
  const { host } = useSignedIn();
  const index = useQuery(trpc.users.searchIndex.queryOptions(undefined, { staleTime: 0 })).data;
  return (
    <Card title="Platform">
      <dl className={classes.facts}>
        <dt>Platform</dt>
        <dd>{view.platform.label}</dd>
        <dt>Adapter</dt>
        <dd>
          <code>{view.platform.id}</code>
        </dd>
        <dt>Version</dt>
        <dd>{view.platform.version ?? 'Its tables do not tell.'}</dd>
        {view.platform.recognisedBy.length > 0 && (
          <>
            <dt>Recognised by</dt>
            <dd>
              {view.platform.recognisedBy.map((fact) => (
                <p key={fact} className={classes.limit}>
                  {fact}
                </p>
              ))}
            </dd>
          </>
        )}
        {index && (
          <>
            <dt>Search</dt>
            <dd>
              {howFar(index)}
              {index.asOf !== null && (
                <>
                  {' '}
                  As of <When time={index.asOf} show="both" />.
                </>
              )}
              {index.failure && (
                <>
                  {' '}
                  The last walk through them was broken off, <When time={index.failure.at} />:{' '}
                  {index.failure.why}
                </>
              )}
            </dd>
          </>
        )}
        {view.platform.limits.length > 0 && (
          <>
            <dt>Limits</dt>
            <dd>
              {view.platform.limits.map((limit) => (
                <p key={limit} className={classes.limit}>
                  {limit}
                </p>
              ))}
            </dd>
          </>
        )}
        <dt>Rekey</dt>
        <dd>
          {view.version}, {host.kind === 'electron' ? 'in its own window' : 'in a browser'}
        </dd>
      </dl>
    </Card>
  );
}
