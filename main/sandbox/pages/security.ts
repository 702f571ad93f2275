/** The profile, and Account security in it. */
import { html } from 'hono/html';
import {
  ACCOUNT_SECURITY,
  APPS,
  CODES_TITLE,
  DISABLE_TITLE,
  DOWNLOAD,
  DOWNLOAD_TITLE,
  SAVE_CODES,
  SETTINGS_ANYTIME,
  SETUP_DONE,
} from '../../services/sandbox/guide.ts';
import type { Pairing, Security, Visitor } from '../../services/sandbox/platform.ts';
import { areFew } from '../../services/sandbox/rules.ts';
import { type Html, paragraphs, problem, timeText } from './layout.ts';
import { qrCode } from './qr-code.ts';
import { leftText } from './sign-in.ts';

export function profilePage({ fullName, username, email, enrolled }: Visitor): Html {
  return html`<section>
<h1>Your profile</h1>
<dl><dt>Name</dt><dd dir="auto">${fullName}</dd><dt>Username</dt><dd>${username}</dd><dt>E-mail</dt><dd>${email}</dd></dl>
<h2>Account security</h2>
<p>Two-factor authentication is <strong>${enrolled ? 'enabled' : 'not enabled'}</strong>.</p>
<p class="ways"><a class="button" href="/profile/security">Update your account security</a></p>
</section>`;
}

export function securityPage(security: Security): Html {
  return html`<section>
<h1>Account security</h1>
${paragraphs([ACCOUNT_SECURITY])}
<h2>Two-factor authentication</h2>
${security.enrolled ? enabled(security) : notEnabled(security)}
</section>`;
}

function enabled(security: Security): Html {
  const { app, confirmedAt, pending, codesLeft, mayShowCodes } = security;
  return html`<p class="state on">2FA is <strong>enabled</strong>.</p>
<dl><dt>App</dt><dd>${app ?? 'not named'}</dd><dt>Since</dt><dd>${confirmedAt === null ? 'unknown' : timeText(confirmedAt)}</dd>
<dt>Backup codes</dt><dd>${leftText(codesLeft)}</dd></dl>
${areFew(codesLeft) ? html`<p class="warning">${SAVE_CODES[0]} Generate new backup tokens while you have your app.</p>` : ''}
${pending ? html`<p class="note">Another app waits for its first code. <a href="/profile/security/pair">Go on pairing it</a></p>` : ''}
${mayShowCodes ? html`<p><a href="/profile/security/completed">Show your backup codes</a></p>` : ''}
<ul class="choices">
<li><a href="/profile/security/codes">Generate backup tokens</a> <span>Ten new codes; the old ones stop working.</span></li>
<li><a href="/profile/security/enable">Pair another app or phone</a> <span>The one you have works until the new one does.</span></li>
<li><a href="/profile/security/disable">Disable 2FA</a> <span>You will reach only your Profile area.</span></li>
</ul>`;
}

function notEnabled({ pending }: Security): Html {
  return html`<p class="state off">2FA is <strong>not enabled</strong>.</p>
${
  pending
    ? html`<p>You began to pair ${pending.app ?? 'an app'}, and its first code was never entered.</p>
<p class="ways"><a class="button" href="/profile/security/pair">Go on</a> <a href="/profile/security/enable">Start again</a></p>`
    : html`<p class="ways"><a class="button" href="/profile/security/enable">Enable 2FA</a></p>`
}`;
}

export interface Asking {
  error: string | null;
  /** What has to be typed before the app is paired. */
  proof: 'none' | 'password' | 'password-and-code';
}

export function enablePage(token: Html, { error, proof }: Asking): Html {
  return html`<section>
<h1>${proof === 'none' ? 'Enable 2FA' : 'Pair another app or phone'}</h1>
<h2>${DOWNLOAD_TITLE}</h2>
${paragraphs(DOWNLOAD)}
${problem(error)}
<form method="post" action="/profile/security/enable" class="fields">${token}
<fieldset><legend>Which app will you use?</legend>
${APPS.map(({ id, name }, index) => html`<label class="choice"><input type="radio" name="app" value="${id}" required ${index === 0 ? 'checked' : ''}> ${name}</label>`)}
</fieldset>
${proof === 'none' ? '' : passwordField()}
${proof === 'password-and-code' ? codeField('Current code of your app, or a backup code', false) : ''}
<button>Continue</button>
</form>
</section>`;
}

export function pairPage(token: Html, pairing: Pairing, error: string | null): Html {
  return html`<section>
<h1>Pair ${pairing.app}</h1>
<ol class="steps">
<li>Open the app, choose to add an account, and scan this picture.
<div class="qr">${qrCode(pairing.uri)}</div>
If you can not scan it, type this key into the app instead (time-based, 6 digits, 30 seconds):
<p class="key"><code>${pairing.keyText}</code></p></li>
<li>Enter the code that the app shows now.
${problem(error)}
<form method="post" action="/profile/security/pair" class="fields">${token}
${codeField('First code', true)}
<button>Confirm</button>
</form></li>
</ol>
${pairing.replaces ? html`<p class="note">Until then, the app that you have goes on working.</p>` : ''}
<p class="ways"><a href="/profile/security/enable">Choose another app</a> <a href="/contact">Contact</a></p>
</section>`;
}

export function completedPage(token: Html, { mayShowCodes, codesLeft }: Security): Html {
  return html`<section>
<h1>Your 2FA setup is complete</h1>
<h2>${CODES_TITLE}</h2>
${
  mayShowCodes
    ? html`<p>${SETUP_DONE.join(' ')}</p>
<form method="post" action="/profile/security/show-codes">${token}<button>Show Codes</button></form>`
    : html`<p>${leftText(codesLeft)} They were shown when they were made, and can not be shown again.</p>`
}
${paragraphs([SAVE_CODES, [SETTINGS_ANYTIME]])}
<p class="ways"><a href="/">Continue to the platform</a></p>
</section>`;
}

/** The one page that has the codes. */
export function codesPage(codes: readonly string[]): Html {
  return html`<section>
<h1>${CODES_TITLE}</h1>
${paragraphs([SAVE_CODES])}
<ul class="codes" aria-label="Your backup codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul>
<p class="warning">They are shown only now. Each works once, and any codes from before do not work any more.</p>
<p class="ways"><a class="button" href="/profile/security">I have saved them</a></p>
</section>`;
}

export function newCodesPage(token: Html, error: string | null): Html {
  return html`<section class="narrow">
<h1>Generate backup tokens</h1>
<p>You get ten new backup codes. The codes you have stop working at once.</p>
${problem(error)}
<form method="post" action="/profile/security/codes" class="fields">${token}
${passwordField()}${codeField('Current code of your app', true)}
<button>Generate backup tokens</button>
</form>
<p class="ways"><a href="/profile/security">Back</a></p>
</section>`;
}

export function disablePage(token: Html, error: string | null): Html {
  return html`<section class="narrow">
<h1>${DISABLE_TITLE}</h1>
<p>Your app is not asked for any more, your backup codes stop working, and you reach only your Profile area until you enable 2FA again.</p>
${problem(error)}
<form method="post" action="/profile/security/disable" class="fields">${token}
${passwordField()}${codeField('Current code of your app', true)}
<button class="danger">Disable 2FA</button>
</form>
<p class="ways"><a href="/profile/security">Back</a></p>
</section>`;
}

function passwordField(): Html {
  return html`<label for="password">Your password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>`;
}

function codeField(label: string, numeric: boolean): Html {
  return html`<label for="code">${label}</label>
<input id="code" name="code" class="code" autocomplete="one-time-code" maxlength="100" required ${numeric ? html`inputmode="numeric"` : ''}>`;
}
