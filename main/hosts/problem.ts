import { RekeyError } from '../../db/errors.ts';
import { escapeHtml } from '../../db/text/html.ts';
import type { AnswerError } from '../host.ts';

/**
 * Why the console did not open, in words for a person. An unexpected error is named by its class and code only:
 * its message may quote a connection string, and its stack helps nobody who can read this.
 */
export function startProblemOf(error: unknown): AnswerError {
  if (error instanceof RekeyError) return { code: error.code, message: error.message, next: error.next };
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  const label = [name, code].filter((part) => typeof part === 'string').join(' ') || 'unknown error';
  return {
    code: 'INTERNAL',
    message: `Rekey did not start: something unexpected went wrong (${label}).`,
    next: 'Run `npm run --silent rekey -- doctor`; it checks the configuration step by step.',
  };
}

/** A page of plain words that needs no script, for when the console itself can not be shown. */
export function problemPage(title: string, paragraphs: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Rekey</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.6 system-ui, sans-serif; max-width: 38rem; margin: 18vh auto 0; padding: 0 1.5rem; }
h1 { font-size: 1.5rem; line-height: 1.3; }
</style>
<main>
<h1>${escapeHtml(title)}</h1>
${paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('\n')}
</main>
</html>
`;
}
