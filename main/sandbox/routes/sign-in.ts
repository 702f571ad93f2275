import type { Hono } from 'hono';
import { nameKey } from '../../../db/text/visible.ts';
import type { CodeResult } from '../../services/sandbox/platform.ts';
import { areFew } from '../../services/sandbox/rules.ts';
import { deviceOf, readCookie, writeCookie } from '../browser.ts';
import { messagePage } from '../pages/inside.ts';
import {
  backupCodePage,
  backupCodeUsedPage,
  codePage,
  lockedPage,
  loginPage,
  suspendedPage,
} from '../pages/sign-in.ts';
import { answer, field, type Site } from '../site.ts';
import { CODE_REFUSALS, TOO_OFTEN } from './refusals.ts';

export function addSignIn(app: Hono, site: Site): void {
  const { platform, limits } = site;

  app.get('/login', async (c) => {
    if (await platform.visitor(readCookie(c, site.port, 'session'))) return c.redirect('/', 303);
    const username = (c.req.query('username') ?? '').slice(0, 150);
    return answer(c, site, { title: 'Log in', main: (token) => loginPage(token, { username, error: null }) });
  });

  app.post('/login', async (c) => {
    const username = field(c, 'username');
    const again = (status: 401 | 429, error: string) =>
      answer(c, site, { title: 'Log in', status, main: (token) => loginPage(token, { username, error }) });
    if (!limits.password.allows(nameKey(username)) || !limits.passwords.allows('all'))
      return again(429, TOO_OFTEN);
    const outcome = await platform.signIn(username, field(c, 'password', 1024), deviceOf(c));
    if (outcome.result !== 'wrong') limits.password.forget(nameKey(username));
    switch (outcome.result) {
      case 'wrong':
        return again(401, 'The username or the password is wrong.');
      case 'suspended':
        return answer(c, site, { title: 'Suspended', status: 403, main: suspendedPage });
      case 'locked':
        // Whoever is locked out can still write to support as who they are.
        writeCookie(c, site.port, 'login', outcome.ticket);
        return answer(c, site, { title: 'Locked', status: 403, main: () => lockedPage(outcome.until) });
      case 'code':
        writeCookie(c, site.port, 'login', outcome.ticket);
        return c.redirect('/login/code', 303);
      case 'in':
        enter(c, outcome.ticket);
        return c.redirect(outcome.page === 'pair' ? '/profile/security/enable' : '/', 303);
    }
  });

  for (const [path, title, page, give] of [
    ['/login/code', '2FA Login', codePage, platform.giveCode],
    ['/login/backup-code', 'Use a backup code', backupCodePage, platform.giveBackupCode],
  ] as const) {
    app.get(path, async (c) => {
      const pending = await platform.pendingUser(readCookie(c, site.port, 'login'));
      if (!pending) return c.redirect('/login', 303);
      return answer(c, site, { title, main: (token) => page(token, { error: null }) });
    });
    app.post(path, async (c) => {
      const ticket = readCookie(c, site.port, 'login');
      const again = (status: 422 | 429, error: string) =>
        answer(c, site, { title, status, main: (token) => page(token, { error }) });
      if (!limits.code.allows(ticket ?? '')) return again(429, TOO_OFTEN);
      const outcome: CodeResult = await give(ticket, field(c, 'code'), deviceOf(c));
      switch (outcome.result) {
        case 'gone':
          writeCookie(c, site.port, 'login', null);
          return c.redirect('/login', 303);
        case 'locked':
          return answer(c, site, { title: 'Locked', status: 403, main: () => lockedPage(outcome.until) });
        case 'refused':
          return again(422, wordsFor(outcome, page === backupCodePage));
        case 'in':
          enter(c, outcome.ticket);
          return c.redirect(outcome.codesLeft === null ? '/' : '/logged-in-with-backup-code', 303);
      }
    });
  }

  app.get('/logged-in-with-backup-code', async (c) => {
    const visitor = await platform.visitor(readCookie(c, site.port, 'session'));
    if (visitor?.openedWith !== 'backup-code') return c.redirect('/', 303);
    const { codesLeft: left } = await platform.security(visitor);
    const main = () => backupCodeUsedPage({ left, few: areFew(left) });
    return answer(c, site, { title: 'Logged in with a backup code', visitor, main });
  });

  app.post('/logout', async (c) => {
    await platform.signOut(readCookie(c, site.port, 'session'));
    writeCookie(c, site.port, 'session', null);
    writeCookie(c, site.port, 'login', null);
    return c.redirect('/logged-out', 303);
  });
  app.get('/logged-out', (c) =>
    answer(c, site, {
      title: 'Logged out',
      main: () => messagePage('You are logged out', 'Until next time.'),
    }),
  );

  /** A session of its own for each login, so that a cookie from before opens nothing. */
  function enter(c: Parameters<typeof writeCookie>[0], ticket: string): void {
    writeCookie(c, site.port, 'session', ticket);
    writeCookie(c, site.port, 'login', null);
  }
}

function wordsFor(outcome: Extract<CodeResult, { result: 'refused' }>, backup: boolean): string {
  const left = outcome.triesLeft === 1 ? 'One try is left' : `${outcome.triesLeft} tries are left`;
  if (outcome.because === 'wrong' && backup)
    return `That backup code is wrong, was used before, or has expired. ${left}.`;
  if (outcome.because === 'wrong') return `${CODE_REFUSALS.wrong} ${left}.`;
  return CODE_REFUSALS[outcome.because];
}
