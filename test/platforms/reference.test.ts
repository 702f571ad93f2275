import { conformance } from './conformance.ts';
import { REFERENCE } from './reference-subject.ts';

conformance(REFERENCE);
