/** What can become of the request now, and by whom. */
import { Button, NativeSelect, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useEffectEvent, useState } from 'react';
import type { RequestPage, RequestState } from '../../../main/services/requests.ts';
import { Dialog, useDialogOpen } from '../../parts/dialog.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { useSignedIn } from '../../session/session.ts';
import { client, trpc } from '../../trpc.ts';
import { moveWords } from '../../words/requests.ts';
import classes from './request-page.module.css';

interface Props {
  page: RequestPage;
  onChanged(): Promise<unknown>;
}

/** These say something to the user or the next colleague, so a note is asked for. */
const WITH_NOTE = new Set<RequestState>(['waiting-for-user', 'resolved', 'rejected']);

export function RequestMoves({ page, onChanged }: Props) {
  const { may } = useSignedIn();
  const { request, moves } = page;
  const [asking, setAsking] = useState<RequestState | 'reassign' | null>(null);
  const moving = useAttempt(async (to: RequestState) => {
    const { id, version } = request;
    if (request.state === 'new' && to === 'in-progress') await client.requests.take.mutate({ id });
    else await client.requests.move.mutate({ id, version, to, note: null });
    await onChanged();
  });
  const start = (to: RequestState) => (WITH_NOTE.has(to) ? setAsking(to) : void moving.run(to));
  const mayReassign = may('requests.reassign') && request.closedAt === null;
  useTakeKey(() => {
    if (request.state === 'new' && moves.includes('in-progress')) void moving.run('in-progress');
  });
  if (moves.length === 0 && !mayReassign) return null;

  const order: RequestState[] = ['in-progress', 'resolved', 'waiting-for-user', 'new', 'rejected'];
  return (
    <div className={classes.moves}>
      {order
        .filter((to) => moves.includes(to))
        .map((to, index) => (
          <Button
            key={to}
            variant={index === 0 ? 'filled' : 'default'}
            loading={moving.busy && index === 0}
            disabled={moving.busy && index > 0}
            onClick={() => start(to)}
          >
            {moveWords(request.state, to)}
          </Button>
        ))}
      {mayReassign && (
        <Button variant="subtle" onClick={() => setAsking('reassign')}>
          Reassign …
        </Button>
      )}
      {moving.error !== null && (
        <div className={classes.wide}>
          <ProblemPanel error={moving.error} retry={() => void onChanged().then(moving.clear)} />
        </div>
      )}
      {asking === 'reassign' && (
        <Reassign page={page} onChanged={onChanged} onClose={() => setAsking(null)} />
      )}
      {asking !== null && asking !== 'reassign' && (
        <MoveWithNote page={page} to={asking} onChanged={onChanged} onClose={() => setAsking(null)} />
      )}
    </div>
  );
}

function MoveWithNote({ page, to, onChanged, onClose }: Props & { to: RequestState; onClose(): void }) {
  const { request } = page;
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const missing = to === 'rejected' && note.trim() === '';
  const moving = useAttempt(async () => {
    const { id, version } = request;
    await client.requests.move.mutate({ id, version, to, note: note.trim() === '' ? null : note });
    await onChanged();
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!missing) void moving.run();
  };
  return (
    <Dialog opened onClose={onClose} title={moveWords(request.state, to)} size={480}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <Textarea
          label={to === 'rejected' ? 'Why is it rejected?' : 'Note (optional)'}
          description="Stays in the request’s timeline. Nothing is sent to the user."
          autosize
          minRows={3}
          maxRows={8}
          maxLength={4_000}
          dir="auto"
          data-autofocus
          value={note}
          error={tried && missing ? 'Say why.' : null}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {moving.error !== null && <ProblemPanel error={moving.error} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose} disabled={moving.busy}>
            Cancel
          </Button>
          <Button type="submit" loading={moving.busy} color={to === 'rejected' ? 'brick' : undefined}>
            {moveWords(request.state, to)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Reassign({ page, onChanged, onClose }: Props & { onClose(): void }) {
  const { request } = page;
  const staff = useQuery(trpc.staff.list.queryOptions(undefined, { staleTime: 60_000 }));
  const colleagues = (staff.data ?? []).filter(
    (member) =>
      member.status !== 'closed' && member.role !== 'auditor' && member.name !== request.assignee?.name,
  );
  const [to, setTo] = useState('');
  const chosen = to || (colleagues[0]?.name ?? '');
  const [note, setNote] = useState('');
  const giving = useAttempt(async () => {
    const { id, version } = request;
    await client.requests.reassign.mutate({
      id,
      version,
      to: chosen,
      note: note.trim() === '' ? null : note,
    });
    await onChanged();
    onClose();
  });
  return (
    <Dialog opened onClose={onClose} title="Reassign" size={480}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void giving.run();
        }}
      >
        <NativeSelect
          label="To"
          data-autofocus
          value={chosen}
          onChange={(event) => setTo(event.currentTarget.value)}
          data={colleagues.map(({ name, fullName }) => ({ value: name, label: `${fullName} (${name})` }))}
        />
        <Textarea
          label="Note (optional)"
          autosize
          minRows={2}
          maxRows={6}
          maxLength={4_000}
          dir="auto"
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {staff.error && <ProblemPanel error={staff.error} retry={() => void staff.refetch()} />}
        {giving.error !== null && <ProblemPanel error={giving.error} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose} disabled={giving.busy}>
            Cancel
          </Button>
          <Button type="submit" loading={giving.busy} disabled={chosen === ''}>
            Reassign
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** T takes, as in the queue. */
function useTakeKey(take: () => void): void {
  const dialogOpen = useDialogOpen();
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select');
    if (event.key !== 't' || typing || dialogOpen || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    take();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
