/** What the demo's people wrote, said and came by for. All of it is made up, and no address or number reaches anybody. */
import { CLOSED } from './request-cases/closed.ts';
import type { DemoCase } from './request-cases/demo-case.ts';
import { IN_WORK } from './request-cases/in-work.ts';
import { NEW } from './request-cases/new.ts';

export type { DemoCase } from './request-cases/demo-case.ts';

export const DEMO_CASES: readonly DemoCase[] = [...NEW, ...IN_WORK, ...CLOSED];
