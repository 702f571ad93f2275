/** What a browser fetches before the page shows: the entry, what it imports statically, and the style sheets. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Measurement } from './measurement.ts';

export async function measureFirstLoad(rendererFolder: string): Promise<Measurement> {
  const files = await firstLoad(rendererFolder);
  let bytes = 0;
  for (const file of files) bytes += gzipSync(await readFile(path.join(rendererFolder, file))).length;
  return {
    what: `first load of the page, gzipped (${files.length} files)`,
    unit: 'kB',
    rekey: bytes / 1000,
    bare: null,
    goal: { under: 350 },
  };
}

/** Paths within the folder, index.html first. */
async function firstLoad(rendererFolder: string): Promise<string[]> {
  const html = await readFile(path.join(rendererFolder, 'index.html'), 'utf8');
  const found = new Set(['index.html']);
  const waiting = [...html.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+)"/g)]
    .map((match) => path.posix.normalize(match[1] as string).replace(/^\//, ''))
    .filter((file) => /\.(?:js|css)$/.test(file));
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    if (found.has(file)) continue;
    found.add(file);
    if (!file.endsWith('.js')) continue;
    const source = await readFile(path.join(rendererFolder, file), 'utf8');
    for (const imported of staticImports(source))
      waiting.push(path.posix.join(path.posix.dirname(file), imported));
  }
  return [...found];
}

/** Of a built file, where they stand as `import{a as b}from"./x.js"`, `import"./x.js"` or `export{a}from"./x.js"`. */
function staticImports(source: string): string[] {
  const pattern = /\b(?:import|export)\s*(?:[\w$*{},\s]*?\bfrom\s*)?["'](\.{1,2}\/[^"']+\.js)["']/g;
  return [...source.matchAll(pattern)].map((match) => match[1] as string);
}
