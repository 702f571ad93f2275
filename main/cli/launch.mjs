#!/usr/bin/env node
/** `npm run rekey`: builds out/ when it is not of these sources, then hands over to it. Plain JavaScript for Node 20. */
import { build } from '../build.mjs';

const announce = () => console.error('Building Rekey first; this takes a few seconds.');
try {
  await build({ announce });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
await import('../../out/main/cli.js');
