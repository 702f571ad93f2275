/** The gate, and what is behind it. */
import { html } from 'hono/html';
import {
  ACCOUNT_SECURITY,
  CODES_TITLE,
  DISABLE_TITLE,
  DOWNLOAD,
  DOWNLOAD_TITLE,
  GATE,
  GUIDE_TITLE,
  LAST_UPDATED,
  LOGIN,
  LOGIN_TITLE,
  SAVE_CODES,
  SETTINGS_ANYTIME,
  SETUP_DONE,
  WHAT_IT_IS,
} from '../../services/sandbox/guide.ts';
import type { Security, Visitor } from '../../services/sandbox/platform.ts';
import { eventText } from './events.ts';
import { type Html, paragraphs, timeText } from './layout.ts';

export function gatePage(): Html {
  return html`<section>
<h1>${GUIDE_TITLE}</h1>
${paragraphs(GATE)}
<p class="ways"><a class="button" href="/profile">Your profile</a> <a href="/contact">Contact</a> <a href="/help">More about 2FA</a></p>
</section>`;
}

export function homePage({ fullName }: Visitor): Html {
  return html`<section>
<h1>Welcome, <bdi>${fullName}</bdi></h1>
<p>You are logged in with two-factor authentication, and everything on the platform is open to you.</p>
<p>${SETTINGS_ANYTIME}</p>
<p class="ways"><a class="button" href="/profile">Your profile</a> <a href="/activity">What happened on your account</a></p>
</section>`;
}

export function activityPage({ events }: Security): Html {
  return html`<section>
<h1>Activity</h1>
<p>What happened to your two-factor authentication lately.</p>
${
  events.length === 0
    ? html`<p>Nothing yet.</p>`
    : html`<ul class="events">${events.map((event) => html`<li><span>${eventText(event)}</span><time datetime="${new Date(event.time).toISOString()}">${timeText(event.time)}</time></li>`)}</ul>`
}
</section>`;
}

export function helpPage(): Html {
  return html`<section>
<h1>${GUIDE_TITLE}</h1>
${paragraphs(GATE)}
<p>${WHAT_IT_IS}</p>
<h2>${DOWNLOAD_TITLE}</h2>
${paragraphs(DOWNLOAD)}
<h2>${CODES_TITLE}</h2>
${paragraphs([SETUP_DONE, SAVE_CODES, [SETTINGS_ANYTIME]])}
<h2>${DISABLE_TITLE}</h2>
${paragraphs([ACCOUNT_SECURITY])}
<h2>${LOGIN_TITLE}</h2>
${paragraphs([LOGIN])}
<p>${LAST_UPDATED} with this version of the sandbox.</p>
<p class="ways"><a href="/contact">Contact</a></p>
</section>`;
}

export function messagePage(title: string, text: string): Html {
  return html`<section class="narrow"><h1>${title}</h1><p>${text}</p><p class="ways"><a href="/">Home</a></p></section>`;
}
