/** A name that a page suggests for a PDF, as every system's file dialog takes it: no folders, no reserved characters. */
export function pdfFileName(suggested: string): string {
  const name = suggested
    .replace(/\.pdf$/i, '')
    .replace(/[\p{Cc}\p{Cf}/\\:*?"<>|]+/gu, '-')
    .replace(/^[.\s-]+|[.\s-]+$/g, '')
    .slice(0, 100);
  return `${name || 'Rekey'}.pdf`;
}
