import { Skeleton } from '@mantine/core';
import { memo, type ReactNode } from 'react';
import type { AuditEntry } from '../../../db/audit/entry.ts';
import { IconBan, IconCircleX } from '../../icons.ts';
import { Tag } from '../../parts/tag.tsx';
import { consoleNow } from '../../session/session.ts';
import { auditActionName, fieldOf, OUTCOME_WORDS, reasonWords, searchWords } from '../../words/audit.ts';
import { clockTime, exactly, shortDay } from '../../words/time.ts';
import classes from './audit-table.module.css';

export const COLUMNS = ['Entry', 'Time', 'Staff', 'Action', 'About', 'Reason', 'Outcome'];

interface Props {
  entry: AuditEntry;
  index: number;
  top: number;
  open: boolean;
  /** Where one just went to. */
  found?: boolean;
  onOpen(sequence: number): void;
}

/** The whole row opens the entry for the pointer; for the keyboard it is the number. */
export const AuditRow = memo(function AuditRow({ entry, index, top, open, found, onOpen }: Props) {
  const about = aboutOf(entry);
  const reason = [reasonWords(entry), entry.ticket].filter(Boolean).join(' · ');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <table> can not leave out the rows that are out of sight
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button in the first cell does the same
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div
      className={classes.row}
      role="row"
      aria-rowindex={index + 2}
      data-open={open || undefined}
      data-found={found || undefined}
      data-outcome={entry.outcome}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onOpen(entry.sequence)}
    >
      <Cell>
        <button
          type="button"
          className={classes.number}
          aria-label={`Open entry ${entry.sequence}`}
          onClick={(event) => {
            event.stopPropagation();
            onOpen(entry.sequence);
          }}
        >
          {entry.sequence}
        </button>
      </Cell>
      <Cell title={exactly(entry.time)}>
        <span className={classes.dim}>{shortDay(entry.time, consoleNow())}</span> {clockTime(entry.time)}
      </Cell>
      <Cell title={entry.staff?.name}>
        {entry.staff?.name ?? <span className={classes.dim}>nobody</span>}
      </Cell>
      <Cell title={entry.action}>
        <span className={classes.action} data-category={entry.category}>
          {auditActionName(entry.action)}
        </span>
      </Cell>
      <Cell title={about}>{about}</Cell>
      <Cell title={reason}>{reason}</Cell>
      <Cell>
        <OutcomeTag outcome={entry.outcome} />
      </Cell>
    </div>
  );
});

/** For an entry that is being read, or that is not where the chain says it is. */
export function EmptyRow(props: {
  sequence: number;
  index: number;
  top: number;
  missing: boolean;
  found: boolean;
}) {
  const { sequence, index, top, missing, found } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <table> can not leave out the rows that are out of sight
    // biome-ignore lint/a11y/useFocusableInteractive: there is nothing to do with it
    <div
      className={classes.row}
      role="row"
      aria-rowindex={index + 2}
      aria-busy={!missing}
      data-found={found || undefined}
      data-empty
      style={{ transform: `translateY(${top}px)` }}
    >
      <Cell>
        <span className={classes.dim}>{sequence}</span>
      </Cell>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <span role="cell" aria-colspan={COLUMNS.length - 1} className={classes.rest}>
        {missing ? (
          <Tag tone="bad" icon={IconCircleX}>
            This entry is missing from the log
          </Tag>
        ) : (
          <Skeleton height={12} width={`${55 + ((sequence * 7) % 30)}%`} />
        )}
      </span>
    </div>
  );
}

function Cell({ title, children }: { title?: string | undefined; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <table> can not leave out the rows that are out of sight
    <span className="clip" role="cell" dir="auto" title={title || undefined}>
      {children}
    </span>
  );
}

const TONES = { refused: 'warn', failed: 'bad' } as const;
const ICONS = { refused: IconBan, failed: IconCircleX };

/** What went well is the rule and stays quiet. */
export function OutcomeTag({ outcome }: { outcome: AuditEntry['outcome'] }) {
  if (outcome === 'done') return <span className={classes.dim}>{OUTCOME_WORDS.done}</span>;
  return (
    <Tag tone={TONES[outcome]} icon={ICONS[outcome]}>
      {OUTCOME_WORDS[outcome]}
    </Tag>
  );
}

function aboutOf(entry: AuditEntry): string {
  if (entry.user) return entry.user.label || `user ${entry.user.id}`;
  const member = fieldOf(entry.detail, 'member') ?? fieldOf(entry.detail, 'unknownName');
  return searchWords(entry) ?? (typeof member === 'string' ? member : '');
}
