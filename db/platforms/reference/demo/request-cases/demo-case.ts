import type { Category, Channel, RequestState } from '../../../../requests/index.ts';

/** What one of the demo's people wrote, said or came by for. No address or number in it reaches anybody. */
export interface DemoCase {
  /** One of the cast, who wrote it or seems to have; absent: somebody the platform does not know. */
  username?: string;
  /** Where it is not theirs on file. */
  name?: string;
  email?: string;
  phone?: string;
  channel: Channel;
  category: Category;
  state: RequestState;
  /** When it came. */
  hoursAgo: number;
  /** Of a form: whether they were signed in on the platform. */
  signedIn?: boolean;
  ticket?: string;
  message: string;
  /** The staff member who has it, or closed it. */
  by?: 'sam' | 'lena' | 'ada';
  /** Whether its user was confirmed. */
  confirmed?: boolean;
  note?: string;
  /** The note with which it came into its state. */
  ending?: string;
}
