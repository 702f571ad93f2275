/** The reference platform with one lie each: what the conformance suite must catch. By the rule that catches it. */
import { ABOUT_CODES } from './lies/codes.ts';
import { ABOUT_COUNTING } from './lies/counting.ts';
import { ABOUT_FINDING } from './lies/finding.ts';
import type { Lies } from './lies/lie.ts';
import { ABOUT_CHANGING } from './lies/operations.ts';
import { ABOUT_READING } from './lies/reading.ts';

export const LIES: Lies = {
  ...ABOUT_READING,
  ...ABOUT_CHANGING,
  ...ABOUT_CODES,
  ...ABOUT_FINDING,
  ...ABOUT_COUNTING,
};
