import { describe } from 'vitest';
import { missing } from '../../support/parts.ts';
import { conformance } from '../conformance.ts';
import { DJANGO } from './subject.ts';

describe.skipIf(missing('django'))('conformance', () => {
  conformance(DJANGO);
});
