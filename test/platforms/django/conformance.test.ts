import { describe } from 'vitest';
import { missing } from '../../support/parts.ts';
import { conformance } from '../conformance.ts';
import { djangoSubject, SHAPES } from './subject.ts';

describe.skipIf(missing('django'))('conformance', () => {
  for (const shape of SHAPES) conformance(djangoSubject(shape));
});
