/** Entries as lines that a third party can verify without Rekey; docs/audit-export.md is the description of both formats. */
import { createHash } from 'node:crypto';
import type { Checkpoint } from '../../../db/audit/checkpoints.ts';
import { type AuditEntry, type AuditFilter, canonicalJson } from '../../../db/audit/entry.ts';
import { csvHead, csvLine } from '../csv.ts';

export const EXPORT_FORMATS = ['jsonl', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const COLUMNS = [
  'sequence',
  'time',
  'staff',
  'category',
  'action',
  'userId',
  'user',
  'reason',
  'reasonText',
  'ticket',
  'outcome',
  'before',
  'after',
  'detail',
  'actionId',
  'previousHash',
  'hash',
  'entry',
] as const;

export function headOf(format: ExportFormat): string {
  return format === 'csv' ? csvHead(COLUMNS) : '';
}

export function lineOf(format: ExportFormat, entry: AuditEntry): string {
  const { hash, ...content } = entry;
  const text = canonicalJson(content);
  if (format === 'jsonl') return `{"entry":${text},"hash":"${hash}"}\n`;
  const cells = [
    String(entry.sequence),
    new Date(entry.time).toISOString(),
    entry.staff?.name ?? '',
    entry.category,
    entry.action,
    entry.user?.id ?? '',
    entry.user?.label ?? '',
    entry.reason ?? '',
    entry.reasonText ?? '',
    entry.ticket ?? '',
    entry.outcome,
    jsonCell(entry.before),
    jsonCell(entry.after),
    jsonCell(entry.detail),
    entry.actionId ?? '',
    entry.previousHash,
    hash,
    text,
  ];
  return csvLine(cells);
}

/** What the end of an export says of it, and is signed for. */
export interface ExportEnd {
  entries: number;
  firstSequence: number | null;
  lastSequence: number | null;
  /** Hex SHA-256 of every entry's hash, each followed by a line feed. */
  listHash: string;
  /** Those that were asked for; an empty object: all of them. */
  filter: AuditFilter;
  time: number;
  keyId: string;
  publicKey: string;
  checkpoint: Pick<Checkpoint, 'sequence' | 'hash'>;
}

export function endText(end: ExportEnd): string {
  return canonicalJson({ format: 'rekey-audit-export-1', ...end, filter: withoutGaps(end.filter) });
}

export function endLine(format: ExportFormat, text: string, signature: string): string {
  const line = `{"end":${text},"signature":"${signature}"}`;
  if (format === 'jsonl') return `${line}\n`;
  return csvLine(['end', ...Array<null>(COLUMNS.length - 2).fill(null), line]);
}

/** Sums up the hashes as they come by. */
export function listHash(): { add(hash: string): void; digest(): string } {
  const sum = createHash('sha256');
  return { add: (hash) => void sum.update(`${hash}\n`), digest: () => sum.digest('hex') };
}

export function withoutGaps(filter: AuditFilter): Record<string, string | number> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

function jsonCell(value: AuditEntry['detail']): string {
  return value === null ? '' : canonicalJson(value);
}
