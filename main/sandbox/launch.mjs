/** `npm run sandbox`: builds out/ when it is not of these sources, then hands over to it. Plain JavaScript for Node 20. */
import { buildOrExit } from '../build.mjs';

await buildOrExit();
await import('../../out/main/sandbox.js');
