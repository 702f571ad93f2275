import type { ApprovalView } from '../../main/services/approvals.ts';
import type { Tone } from '../parts/tag.tsx';

export const STATE_WORDS: Record<ApprovalView['state'], { name: string; tone: Tone }> = {
  pending: { name: 'Waiting', tone: 'warn' },
  approved: { name: 'Approved', tone: 'ok' },
  used: { name: 'Approved and done', tone: 'ok' },
  rejected: { name: 'Rejected', tone: 'bad' },
  withdrawn: { name: 'Withdrawn', tone: 'none' },
  expired: { name: 'Expired', tone: 'none' },
};
