import { Link } from '@tanstack/react-router';
import { IconCircleCheck, IconCircleX } from '../../icons.ts';
import { Card } from '../../parts/card.tsx';
import { Tag } from '../../parts/tag.tsx';
import { When } from '../../parts/when.tsx';
import type { Outputs } from '../../trpc.ts';
import classes from './training.module.css';

type Run = Outputs['training']['runs'][number];

/** One case: under way with its caller's card, or judged. */
export function TrainingRun({ run }: { run: Run }) {
  const { title, judgement, requestId, user, startedAt, caller } = run;
  return (
    <Card title={title} aside={<Outcome judgement={judgement} />}>
      <p className={classes.about}>
        <Link className="link" to="/requests/$requestId" params={{ requestId: String(requestId) }}>
          Request {requestId}
        </Link>
        , about {user.label}, started <When time={startedAt} />
      </p>
      {judgement ? (
        <>
          <Sentences sentences={judgement.well} tone="ok" label="Done well" />
          <Sentences sentences={judgement.missed} tone="bad" label="Missed" />
        </>
      ) : (
        <details className={classes.card}>
          <summary>For whoever plays the caller</summary>
          {caller.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </details>
      )}
    </Card>
  );
}

function Outcome({ judgement }: Pick<Run, 'judgement'>) {
  if (!judgement) return <Tag tone="none">Under way</Tag>;
  if (judgement.missed.length === 0) return <Tag tone="ok">Nothing missed</Tag>;
  return <Tag tone="warn">{judgement.missed.length} missed</Tag>;
}

function Sentences({ sentences, tone, label }: { sentences: string[]; tone: 'ok' | 'bad'; label: string }) {
  if (sentences.length === 0) return null;
  const Icon = tone === 'ok' ? IconCircleCheck : IconCircleX;
  return (
    <>
      <h3 className={classes.label}>{label}</h3>
      <ul className={classes.sentences}>
        {sentences.map((sentence) => (
          <li key={sentence} className={classes.sentence} data-tone={tone}>
            <Icon size={17} aria-hidden />
            <span>{sentence}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
