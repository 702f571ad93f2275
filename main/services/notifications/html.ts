/** The HTML half of a mail: a few harmless elements, and every variable escaped. */
import { RekeyError } from '../../../db/errors.ts';
import { escapeHtml } from '../../../db/text/html.ts';

/** What an admin may write. Nothing that runs, loads, frames, submits or hides. */
const ELEMENTS = 'p|strong|b|em|i|u|h1|h2|h3|ul|ol|li|blockquote|pre|code|small|a';
const TAG = new RegExp(
  `^<(?:/(?:${ELEMENTS})|(?:${ELEMENTS})|br ?/?|hr ?/?|a href="(?:https:|mailto:)[^"<>]*")>$`,
  'i',
);

/** @throws RekeyError MAIL_TEMPLATE, with the first thing that may not be there */
export function checkHtml(html: string): void {
  const withoutTags = html.replace(/<[^<>]*>/g, (tag) => {
    if (!TAG.test(tag)) {
      throw new RekeyError('MAIL_TEMPLATE', {
        why: `the HTML holds ${quote(tag)}; it may hold ${ELEMENTS.split('|').join(', ')}, br and hr, without attributes, and links to https: or mailto: addresses`,
      });
    }
    return '';
  });
  const stray = /[<>]/.exec(withoutTags);
  if (stray) {
    throw new RekeyError('MAIL_TEMPLATE', {
      why: `the HTML holds a lone ${stray[0]}; write &lt; or &gt; for the character itself`,
    });
  }
}

/** Paragraphs of a plain-text template as HTML, with its placeholders left in place. */
export function htmlFromText(text: string): string {
  return text
    .split(/\n[^\S\n]*\n\s*/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => {
      const lone = /^\{\w+\}$/.test(paragraph);
      const words = escapeHtml(paragraph).replace(/\n/g, '<br>\n');
      return lone ? `<p><strong>${words}</strong></p>` : `<p>${words}</p>`;
    })
    .join('\n');
}

/** A whole document around what a template says. Styles stand in the elements: mail programs drop style sheets. */
export function htmlDocument(subject: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px;background:#f4f7f8;color:#14222a;font:15px/1.55 -apple-system,'Segoe UI',Roboto,sans-serif">
<div style="max-width:560px;margin:0 auto;padding:24px 28px;background:#ffffff;border:1px solid #dde5e9;border-radius:10px">
${body}
</div>
</body>
</html>
`;
}

function quote(tag: string): string {
  return tag.length > 60 ? `${tag.slice(0, 60)}…` : tag;
}
