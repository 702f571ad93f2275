import type { SettingsView } from '../../../main/services/settings.ts';
import { Card } from '../../parts/card.tsx';
import { useSignedIn } from '../../session/session.ts';
import classes from './settings-page.module.css';

export function About({ view }: { view: SettingsView }) {
  const { host } = useSignedIn();
  return (
    <Card title="Platform">
      <dl className={classes.facts}>
        <dt>Platform</dt>
        <dd>{view.platform.label}</dd>
        <dt>Adapter</dt>
        <dd>
          <code>{view.platform.id}</code>
        </dd>
        <dt>Schema</dt>
        <dd>{view.platform.version ?? 'not versioned'}</dd>
        <dt>Rekey</dt>
        <dd>
          {view.version}, {host.kind === 'electron' ? 'in its own window' : 'in a browser'}
        </dd>
      </dl>
    </Card>
  );
}
