/** Login: the password, then the code. */
import { html } from 'hono/html';
import { LOGIN, LOGIN_TITLE } from '../../services/sandbox/guide.ts';
import { contactLine, type Html, problem, timeText } from './layout.ts';

export function loginPage(
  token: Html,
  { username, error }: { username: string; error: string | null },
): Html {
  return html`<section class="narrow">
<h1>Log in</h1>
${problem(error)}
<form method="post" action="/login" class="fields">${token}
<label for="username">Username</label>
<input id="username" name="username" value="${username}" autocomplete="username" autocapitalize="none" spellcheck="false" required ${username ? '' : 'autofocus'}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required ${username ? 'autofocus' : ''}>
<button>Log in</button>
</form>
<p class="note">Everybody here is made up, and their password is <strong>open sesame</strong>.</p>
${contactLine('if you can not log in.')}
</section>`;
}

export function codePage(token: Html, { error }: { error: string | null }): Html {
  return html`<section class="narrow">
<h1>${LOGIN_TITLE}</h1>
<p>${LOGIN[0]}</p>
${problem(error)}
<form method="post" action="/login/code" class="fields">${token}
<label for="code">Verification code</label>
<input id="code" name="code" class="code" inputmode="numeric" autocomplete="one-time-code" maxlength="100" required autofocus>
<button>Continue</button>
</form>
<p>${LOGIN[1]}</p>
<p><a href="/login/backup-code">Use a backup code instead</a></p>
${contactLine('if you have neither.')}
</section>`;
}

export function backupCodePage(token: Html, { error }: { error: string | null }): Html {
  return html`<section class="narrow">
<h1>Use a backup code</h1>
<p>Each backup code works once. A code that support gave you works here too.</p>
${problem(error)}
<form method="post" action="/login/backup-code" class="fields">${token}
<label for="code">Backup code</label>
<input id="code" name="code" class="code" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="100" required autofocus>
<button>Continue</button>
</form>
<p><a href="/login/code">Use your authenticator app instead</a></p>
${contactLine('if you have no backup code left.')}
</section>`;
}

export function lockedPage(until: number): Html {
  return html`<section class="narrow">
<h1>Your account is locked</h1>
<p>There were too many wrong codes. You can log in again after ${timeText(until)}.</p>
${contactLine('if that is too late.')}
</section>`;
}

export function suspendedPage(): Html {
  return html`<section class="narrow">
<h1>Your account is suspended</h1>
<p>You can not log in, whatever your verification code.</p>
${contactLine('if you do not know why.')}
</section>`;
}

export function backupCodeUsedPage({ left, few }: { left: number; few: boolean }): Html {
  return html`<section class="narrow">
<h1>You logged in with a backup code</h1>
<p>That code does not work again. <strong>${leftText(left)}</strong></p>
${few ? html`<p class="warning" role="status">${fewText(left)}</p>` : ''}
<p>If your phone is gone, <a href="/profile/security/enable">pair another app or phone</a> now: for half an hour, your
password is enough for that.</p>
<p class="ways"><a class="button" href="/">Continue</a> <a href="/profile/security">Account security</a></p>
</section>`;
}

export function leftText(left: number): string {
  if (left === 0) return 'No backup codes are left.';
  return `${left} backup ${left === 1 ? 'code is' : 'codes are'} left.`;
}

function fewText(left: number): string {
  const soon =
    left === 0 ? 'You have no way in without your authenticator app' : 'You are running out of them';
  return `${soon}: generate new backup tokens in Account security.`;
}
