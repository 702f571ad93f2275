/** The frame of every page. No script: all of it works by links and forms. */
import { html } from 'hono/html';
import { PLATFORM_NAME } from '../../services/sandbox/guide.ts';
import type { Visitor } from '../../services/sandbox/platform.ts';

/** What Hono's `html` makes: everything put in between is escaped. */
export type Html = ReturnType<typeof html>;

interface Page {
  title: string;
  visitor: Visitor | null;
  token: string;
  path: string;
  main: (token: Html) => Html;
}

const PLACES = [
  ['/', 'Home'],
  ['/activity', 'Activity'],
  ['/help', 'Help'],
  ['/contact', 'Contact'],
] as const;

export function layout({ title, visitor, token, path, main }: Page): Html {
  const hidden = html`<input type="hidden" name="form" value="${token}">`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${PLATFORM_NAME}</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<a class="skip" href="#main">Skip to the page</a>
<aside class="sandbox" aria-label="Sandbox"><strong>Sandbox</strong> The demo’s own platform. Its people are made up.</aside>
<header>
<a class="brand" href="/">${PLATFORM_NAME}</a>
<nav aria-label="Pages">${PLACES.map(([to, label]) => link(to, label, path))}</nav>
${visitor ? corner(visitor, hidden, path) : html`<div class="corner">${link('/login', 'Log in', path)}</div>`}
</header>
<main id="main" tabindex="-1">
${main(hidden)}
</main>
</body>
</html>`;
}

function link(to: string, label: string, path: string): Html {
  return path === to
    ? html`<a href="${to}" aria-current="page">${label}</a>`
    : html`<a href="${to}">${label}</a>`;
}

function corner({ fullName }: Visitor, hidden: Html, path: string): Html {
  const here = path.startsWith('/profile');
  return html`<div class="corner">
<a class="name" href="/profile" dir="auto" ${here ? html`aria-current="page"` : ''}>${fullName}</a>
<form method="post" action="/logout">${hidden}<button class="quiet">Log out</button></form>
</div>`;
}

/** Sentences of the guide. */
export function paragraphs(texts: readonly (readonly string[])[]): Html {
  return html`${texts.map((sentences) => html`<p>${sentences.join(' ')}</p>`)}`;
}

/** What went wrong with a form, above it; read out at once. */
export function problem(text: string | null): Html {
  return text === null ? html`` : html`<p class="problem" role="alert">${text}</p>`;
}

export function contactLine(why: string): Html {
  return html`<p><a href="/contact">Please contact</a> ${why}</p>`;
}

/** "25 November 2026, 14:05 UTC". */
export function timeText(time: number): string {
  const text = new Date(time).toLocaleString('en-GB', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  return `${text.replace(' at ', ', ')} UTC`;
}
