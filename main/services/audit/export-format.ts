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

/** The parts of an entry that its sequence and hash can stand for. */
export const LEAVABLE = [
  'action',
  'actionId',
  'after',
  'before',
  'category',
  'detail',
  'outcome',
  'previousHash',
  'reason',
  'reasonText',
  'staff',
  'ticket',
  'time',
  'user',
] as const satisfies (keyof AuditEntry)[];

/**
 * The line of an entry without its longest parts, as many as are needed for at most so many octets: `leftOut` names them, and
 * stands in the line as well. An entry's hash is that of the whole of it. With no room at all, sequence and hash are left.
 */
export function shortLineOf(entry: AuditEntry, octets: number): { line: string; leftOut: string[] } {
  const { hash, ...content } = entry;
  const kept: Partial<typeof content> = content;
  const longestFirst = LEAVABLE.map((name) => ({
    name,
    length: Buffer.byteLength(JSON.stringify(entry[name])),
  })).sort((one, other) => other.length - one.length);
  const leftOut: string[] = [];
  for (let line = ''; ; ) {
    // Not as RFC 8785 has it: that one refuses half characters, which are a reason to send less and not nothing.
    line = JSON.stringify({ entry: kept, hash, ...(leftOut.length > 0 ? { leftOut } : {}) });
    const longest = longestFirst.shift();
    if (Buffer.byteLength(line) <= octets || !longest) return { line, leftOut };
    delete kept[longest.name];
    leftOut.push(longest.name);
  }
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
