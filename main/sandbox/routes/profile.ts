/** The Profile area, which the gate leaves open: Account security, pairing, backup codes. */
import type { Context, Hono } from 'hono';
import { APPS } from '../../services/sandbox/guide.ts';
import type { ProofRefusal, Visitor } from '../../services/sandbox/platform.ts';
import { passesGate } from '../../services/sandbox/rules.ts';
import { readCookie } from '../browser.ts';
import { messagePage } from '../pages/inside.ts';
import type { Html } from '../pages/layout.ts';
import {
  type Asking,
  codesPage,
  completedPage,
  disablePage,
  enablePage,
  newCodesPage,
  pairPage,
  profilePage,
  securityPage,
} from '../pages/security.ts';
import { answer, field, type Site } from '../site.ts';
import { CODE_REFUSALS, proofRefusal, TOO_OFTEN } from './refusals.ts';

type Handler = (c: Context, visitor: Visitor) => Promise<Response>;

const SECURITY = '/profile/security';

export function addProfile(app: Hono, site: Site): void {
  const { platform, limits } = site;

  const inProfile = (handler: Handler) => async (c: Context) => {
    const visitor = await platform.visitor(readCookie(c, site.port, 'session'));
    const signedIn = visitor !== null;
    if (!visitor || !passesGate('profile', { signedIn, enrolled: visitor.enrolled }))
      return c.redirect('/login', 303);
    if (c.req.method === 'POST' && !limits.code.allows(visitor.userId))
      return answer(c, site, {
        title: 'Too often',
        status: 429,
        visitor,
        main: () => messagePage('Too often', TOO_OFTEN),
      });
    return handler(c, visitor);
  };
  const get = (path: string, handler: Handler) => app.get(path, inProfile(handler));
  const post = (path: string, handler: Handler) => app.post(path, inProfile(handler));
  const show = async (
    c: Context,
    visitor: Visitor,
    title: string,
    main: (token: Html) => Html,
    bad = false,
  ) => answer(c, site, { title, visitor, main, status: bad ? 422 : 200 });
  const proofOf = (c: Context) => ({ password: field(c, 'password', 1024), code: field(c, 'code') });

  get('/profile', (c, visitor) => show(c, visitor, 'Your profile', () => profilePage(visitor)));
  get(SECURITY, async (c, visitor) => {
    const security = await platform.security(visitor);
    return show(c, visitor, 'Account security', () => securityPage(security));
  });

  async function askedFor(visitor: Visitor): Promise<Asking['proof']> {
    if (!visitor.enrolled) return 'none';
    return (await platform.security(visitor)).mayPairWithoutCode ? 'password' : 'password-and-code';
  }
  get(`${SECURITY}/enable`, async (c, visitor) => {
    const proof = await askedFor(visitor);
    return show(c, visitor, 'Enable 2FA', (token) => enablePage(token, { error: null, proof }));
  });
  post(`${SECURITY}/enable`, async (c, visitor) => {
    const proof = await askedFor(visitor);
    const again = (error: string) =>
      show(c, visitor, 'Enable 2FA', (token) => enablePage(token, { error, proof }), true);
    const app = APPS.find(({ id }) => id === field(c, 'app'));
    if (!app) return again('Choose an app.');
    const outcome = await platform.startPairing(visitor, app.short, proof === 'none' ? null : proofOf(c));
    return outcome.result === 'started' ? c.redirect(`${SECURITY}/pair`, 303) : again(proofRefusal(outcome));
  });

  async function showPairing(c: Context, visitor: Visitor, error: string | null): Promise<Response> {
    const pairing = await platform.pairing(visitor);
    if (!pairing) return c.redirect(SECURITY, 303);
    return show(c, visitor, 'Pair your app', (token) => pairPage(token, pairing, error), error !== null);
  }
  get(`${SECURITY}/pair`, (c, visitor) => showPairing(c, visitor, null));
  post(`${SECURITY}/pair`, async (c, visitor) => {
    const outcome = await platform.confirmPairing(visitor, field(c, 'code'));
    if (outcome.result === 'confirmed') return c.redirect(`${SECURITY}/completed`, 303);
    if (outcome.result === 'none') return c.redirect(SECURITY, 303);
    const refusal = outcome.result === 'code' ? CODE_REFUSALS[outcome.because] : proofRefusal(outcome);
    return showPairing(c, visitor, refusal);
  });

  get(`${SECURITY}/completed`, async (c, visitor) => {
    if (!visitor.enrolled) return c.redirect(SECURITY, 303);
    const security = await platform.security(visitor);
    return show(c, visitor, 'Setup complete', (token) => completedPage(token, security));
  });
  post(`${SECURITY}/show-codes`, async (c, visitor) => {
    const codes = await platform.showFirstCodes(visitor);
    // Sent twice, or too late: the page says that they were shown.
    if (!codes) return c.redirect(`${SECURITY}/completed`, 303);
    return show(c, visitor, 'Backup codes', () => codesPage(codes));
  });

  /** A form that asks for password and current code. */
  function guarded(
    path: string,
    title: string,
    page: (token: Html, error: string | null) => Html,
    act: (c: Context, visitor: Visitor) => Promise<Response | ProofRefusal>,
  ): void {
    get(path, async (c, visitor) => {
      if (!visitor.enrolled) return c.redirect(SECURITY, 303);
      return show(c, visitor, title, (token) => page(token, null));
    });
    post(path, async (c, visitor) => {
      const outcome = await act(c, visitor);
      if (outcome instanceof Response) return outcome;
      return show(c, visitor, title, (token) => page(token, proofRefusal(outcome)), true);
    });
  }
  guarded(`${SECURITY}/codes`, 'Generate backup tokens', newCodesPage, async (c, visitor) => {
    const outcome = await platform.newCodes(visitor, proofOf(c));
    if (outcome.result !== 'made') return outcome;
    return show(c, visitor, 'Backup codes', () => codesPage(outcome.codes));
  });
  guarded(`${SECURITY}/disable`, 'Disable 2FA', disablePage, async (c, visitor) => {
    const outcome = await platform.disable(visitor, proofOf(c));
    return outcome.result === 'disabled' ? c.redirect(SECURITY, 303) : outcome;
  });
}
