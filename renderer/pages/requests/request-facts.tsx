/** What is known of the request, and setting it right. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Category, Channel, RequestPage } from '../../../main/services/requests.ts';
import { Card } from '../../parts/card.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { client } from '../../trpc.ts';
import { CATEGORY_WORDS, CHANNEL_WORDS } from '../../words/requests.ts';
import { options } from './queue-filters.tsx';
import classes from './request-page.module.css';

interface Props {
  page: RequestPage;
  onChanged(): Promise<unknown>;
}

export function RequestFacts({ page, onChanged }: Props) {
  const [editing, setEditing] = useState(false);
  const { request, editable } = page;
  const { sender } = request;
  if (editing) return <EditFacts page={page} onChanged={onChanged} onClose={() => setEditing(false)} />;
  const facts = [
    ['Category', CATEGORY_WORDS[request.category]],
    ['Ticket', request.ticket],
    ['Name', sender.name],
    ['E-mail', sender.email],
    ['Phone', sender.phone],
  ] as const;
  return (
    <Card
      title="As the sender gave it"
      aside={
        editable && (
          <Button size="xs" variant="subtle" onClick={() => setEditing(true)}>
            Edit
          </Button>
        )
      }
    >
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{value ?? <span className={classes.dim}>not given</span>}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function EditFacts({ page, onChanged, onClose }: Props & { onClose(): void }) {
  const { request } = page;
  const [values, setValues] = useState({
    category: request.category,
    channel: request.channel,
    ticket: request.ticket ?? '',
    name: request.sender.name ?? '',
    email: request.sender.email ?? '',
    phone: request.sender.phone ?? '',
  });
  const set = (change: Partial<typeof values>) => setValues((before) => ({ ...before, ...change }));
  const saving = useAttempt(async () => {
    const { name, email, phone, ticket, ...rest } = values;
    await client.requests.edit.mutate({
      id: request.id,
      version: request.version,
      ...rest,
      ticket: ticket || null,
      sender: { name: name || null, email: email || null, phone: phone || null },
    });
    await onChanged();
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void saving.run();
  };
  const field = (label: string, key: 'ticket' | 'name' | 'email' | 'phone', maxLength: number) => (
    <TextInput
      label={label}
      maxLength={maxLength}
      autoComplete="off"
      dir="auto"
      value={values[key]}
      onChange={(event) => set({ [key]: event.currentTarget.value })}
    />
  );
  return (
    <Card title="As the sender gave it">
      <form className={classes.form} onSubmit={submit}>
        <NativeSelect
          label="Category"
          value={values.category}
          onChange={(event) => set({ category: event.currentTarget.value as Category })}
          data={options(CATEGORY_WORDS)}
        />
        <NativeSelect
          label="Channel"
          value={values.channel}
          onChange={(event) => set({ channel: event.currentTarget.value as Channel })}
          data={options(CHANNEL_WORDS)}
        />
        {field('Ticket', 'ticket', 64)}
        {field('Name', 'name', 120)}
        {field('E-mail', 'email', 254)}
        {field('Phone', 'phone', 40)}
        {saving.error !== null && <ProblemPanel error={saving.error} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose} disabled={saving.busy}>
            Cancel
          </Button>
          <Button type="submit" loading={saving.busy}>
            Save
          </Button>
        </div>
      </form>
    </Card>
  );
}
