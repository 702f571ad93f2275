import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { MailTemplateView } from '../../../main/services/notifications/service.ts';
import { useFreshly } from '../../actions/use-freshly.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { say } from '../../parts/say.ts';
import { useAttempt } from '../../parts/use-attempt.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import classes from './mail.module.css';
import { MailPreview } from './mail-preview.tsx';
import settings from './settings-page.module.css';

/** ms after the last key until the preview follows. */
const PAUSE = 300;

export function MailTemplateEditor({ template, manages }: { template: MailTemplateView; manages: boolean }) {
  const { kind, placeholders, untouched } = template;
  const [words, setWords] = useState({
    subject: template.subject,
    text: template.text,
    html: template.html,
  });
  const [settled] = useDebouncedValue(words, PAUSE);
  const preview = useQuery(
    trpc.mail.preview.queryOptions({ kind, template: settled }, { placeholderData: keepPreviousData }),
  );
  const { freshly, prompt } = useFreshly();
  const save = useAttempt(async (changed: typeof words | null) => {
    const saved = await freshly(() => client.mail.setTemplate.mutate({ kind, template: changed }));
    queryClient.setQueryData(trpc.mail.view.queryKey(), saved);
    say(changed ? 'Saved. The next mail of this kind is written so.' : 'As Rekey brings it again.');
  });
  const set = (change: Partial<typeof words>) => setWords((before) => ({ ...before, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save.run(words);
  };
  const same = JSON.stringify(words) === JSON.stringify({ ...pick(template) });

  return (
    <div className={classes.editor}>
      <form className={settings.stack} onSubmit={submit}>
        <TextInput
          label="Subject"
          readOnly={!manages}
          maxLength={200}
          value={words.subject}
          onChange={(event) => set({ subject: event.currentTarget.value })}
        />
        <Textarea
          label="Plain text"
          description="A blank line ends a paragraph"
          readOnly={!manages}
          autosize
          minRows={10}
          maxRows={22}
          maxLength={10_000}
          value={words.text}
          onChange={(event) => set({ text: event.currentTarget.value })}
        />
        {manages && (
          <Checkbox
            label="Make the HTML from the text"
            checked={words.html === null}
            onChange={(event) =>
              set({ html: event.currentTarget.checked ? null : (preview.data?.htmlSource ?? '') })
            }
          />
        )}
        {words.html !== null && (
          <Textarea
            label="HTML"
            description="p, strong, em, h1 to h3, lists, code, br, hr, and links to https: or mailto:"
            readOnly={!manages}
            autosize
            minRows={8}
            maxRows={22}
            maxLength={10_000}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            value={words.html}
            onChange={(event) => set({ html: event.currentTarget.value })}
          />
        )}
        <dl className={classes.placeholders}>
          {placeholders.map(({ name, meaning, required }) => (
            <div key={name}>
              <dt>
                <code>{`{${name}}`}</code>
              </dt>
              <dd>
                {meaning}
                {required && <strong> · must be there</strong>}
              </dd>
            </div>
          ))}
        </dl>
        {save.error !== null && <ProblemPanel error={save.error} />}
        {manages && (
          <div className={settings.buttons}>
            <Button type="submit" loading={save.busy} disabled={same}>
              Save the words
            </Button>
            {!untouched && (
              <Button variant="default" disabled={save.busy} onClick={() => void save.run(null)}>
                Back to Rekey’s own
              </Button>
            )}
          </div>
        )}
        {prompt}
      </form>
      <MailPreview preview={preview.data} error={preview.error} />
    </div>
  );
}

function pick({ subject, text, html }: MailTemplateView) {
  return { subject, text, html };
}
