/** A request that came by telephone, in person or to a mailbox: written down while the caller speaks. */
import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import type { Category, Channel } from '../../../main/services/requests.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { client } from '../../trpc.ts';
import { CATEGORY_WORDS, CHANNEL_WORDS } from '../../words/requests.ts';
import { options } from './queue-filters.tsx';
import { readAnew } from './read-anew.ts';
import classes from './request-page.module.css';

interface Props {
  onClose(): void;
  onMade(id: number): void;
}

export function NewRequest({ onClose, onMade }: Props) {
  // The same through every try: sent twice it is one request.
  const key = useRef(crypto.randomUUID());
  const [values, setValues] = useState({
    channel: 'phone' as Channel,
    category: 'lost-phone' as Category,
    ticket: '',
    name: '',
    email: '',
    phone: '',
    message: '',
    take: true,
  });
  const [tried, setTried] = useState(false);
  const set = (change: Partial<typeof values>) => setValues((before) => ({ ...before, ...change }));
  const noSender = [values.name, values.email, values.phone].every((text) => text.trim() === '');
  const noMessage = values.message.trim() === '';

  const making = useAttempt(async () => {
    const { name, email, phone, ...rest } = values;
    const made = await client.requests.create.mutate({
      ...rest,
      key: key.current,
      ticket: values.ticket || null,
      sender: { name: name || null, email: email || null, phone: phone || null },
    });
    await readAnew();
    onClose();
    onMade(made.id);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!noSender && !noMessage) void making.run();
  };

  return (
    <Dialog opened onClose={onClose} closeOnClickOutside={false} size={620} title="New request">
      <form className={classes.form} onSubmit={submit} noValidate>
        <div className={classes.pair}>
          <NativeSelect
            label="How it came"
            data-autofocus
            value={values.channel}
            onChange={(event) => set({ channel: event.currentTarget.value as Channel })}
            data={options(CHANNEL_WORDS)}
          />
          <NativeSelect
            label="What it is about"
            value={values.category}
            onChange={(event) => set({ category: event.currentTarget.value as Category })}
            data={options(CATEGORY_WORDS)}
          />
        </div>
        <TextInput
          label="Name"
          maxLength={120}
          dir="auto"
          autoComplete="off"
          value={values.name}
          error={tried && noSender ? 'Give a name, an e-mail address or a phone number.' : null}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <div className={classes.pair}>
          <TextInput
            label="E-mail"
            maxLength={254}
            autoComplete="off"
            value={values.email}
            onChange={(event) => set({ email: event.currentTarget.value })}
          />
          <TextInput
            label="Phone"
            maxLength={40}
            autoComplete="off"
            value={values.phone}
            onChange={(event) => set({ phone: event.currentTarget.value })}
          />
        </div>
        <Textarea
          label="What they say"
          autosize
          minRows={4}
          maxRows={10}
          maxLength={10_000}
          dir="auto"
          value={values.message}
          error={tried && noMessage ? 'Write what it is about.' : null}
          onChange={(event) => set({ message: event.currentTarget.value })}
        />
        <TextInput
          label="Ticket (optional)"
          maxLength={64}
          autoComplete="off"
          value={values.ticket}
          onChange={(event) => set({ ticket: event.currentTarget.value })}
        />
        <Checkbox
          label="I take it now"
          checked={values.take}
          onChange={(event) => set({ take: event.currentTarget.checked })}
        />
        {making.error !== null && <ProblemPanel error={making.error} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose} disabled={making.busy}>
            Cancel
          </Button>
          <Button type="submit" loading={making.busy}>
            Make the request
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
