/** The words of each mail, with what they look like beside them. */
import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { MailSettingsView } from '../../../main/services/notifications/service.ts';
import { Card } from '../../parts/card.tsx';
import { MailTemplateEditor } from './mail-template-editor.tsx';

export function MailTemplates({
  templates,
  manages,
}: Pick<MailSettingsView, 'templates'> & { manages: boolean }) {
  const [kind, setKind] = useState(templates[0]?.kind);
  const template = templates.find((one) => one.kind === kind);
  return (
    <Card title="Words of each mail">
      <NativeSelect
        label="Mail"
        mb="sm"
        maw={420}
        value={kind}
        onChange={(event) => {
          const chosen = templates.find((one) => one.kind === event.currentTarget.value);
          setKind(chosen?.kind);
        }}
        data={templates.map((one) => ({
          value: one.kind,
          label: one.untouched ? one.title : `${one.title} (changed)`,
        }))}
      />
      {template && (
        <MailTemplateEditor key={JSON.stringify(template)} template={template} manages={manages} />
      )}
    </Card>
  );
}
