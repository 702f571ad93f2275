/** What is behind the gate, and what is in front of it for everybody. */
import type { Hono } from 'hono';
import { passesGate } from '../../services/sandbox/rules.ts';
import { readCookie } from '../browser.ts';
import { contactPage, sentPage, TOPICS } from '../pages/contact.ts';
import { activityPage, gatePage, helpPage, homePage, messagePage } from '../pages/inside.ts';
import { answer, field, type Site } from '../site.ts';
import { TOO_OFTEN } from './refusals.ts';

export function addContactAndHelp(app: Hono, site: Site): void {
  const { platform, limits } = site;

  app.get('/help', async (c) => {
    const visitor = await platform.visitor(readCookie(c, site.port, 'session'));
    return answer(c, site, { title: 'Help', visitor, main: helpPage });
  });

  app.get('/contact', async (c) => {
    const visitor = await platform.visitor(readCookie(c, site.port, 'session'));
    const known = visitor ?? (await platform.pendingUser(readCookie(c, site.port, 'login')));
    const input = {
      topic: 'lost-phone',
      name: known?.fullName ?? '',
      email: known?.email ?? '',
      phone: '',
      message: '',
    };
    const main = (token: Parameters<typeof contactPage>[0]) => contactPage(token, { input, error: null });
    return answer(c, site, { title: 'Contact', visitor, main });
  });

  app.post('/contact', async (c) => {
    const visitor = await platform.visitor(readCookie(c, site.port, 'session'));
    const known = visitor ?? (await platform.pendingUser(readCookie(c, site.port, 'login')));
    const input = {
      topic: TOPICS.find(([id]) => id === field(c, 'topic'))?.[0] ?? 'other',
      name: field(c, 'name', 190),
      email: field(c, 'email', 254),
      phone: field(c, 'phone', 40),
      message: field(c, 'message', 4000),
    };
    const again = (status: 422 | 429, error: string) =>
      answer(c, site, {
        title: 'Contact',
        status,
        visitor,
        main: (token) => contactPage(token, { input, error }),
      });
    if (input.message.trim() === '') return again(422, 'Write a message of at most 4,000 characters.');
    if (!known && `${input.name}${input.email}${input.phone}`.trim() === '')
      return again(422, 'Tell us your name, an e-mail address or a phone number, or we can not answer.');
    if (!limits.contact.allows(known?.userId ?? 'nobody')) return again(429, TOO_OFTEN);
    await platform.contact({ userId: known?.userId ?? null }, input);
    return c.redirect('/contact/sent', 303);
  });
  app.get('/contact/sent', async (c) => {
    const visitor = await platform.visitor(readCookie(c, site.port, 'session'));
    return answer(c, site, { title: 'Message sent', visitor, main: sentPage });
  });
}

/** Last of all routes: whatever is asked for and is not there is behind the gate too. */
export function addInside(app: Hono, site: Site): void {
  const { platform } = site;
  app.get('*', async (c) => {
    const visitor = await platform.visitor(readCookie(c, site.port, 'session'));
    if (!visitor) return c.redirect('/login', 303);
    if (!passesGate('inside', { signedIn: true, enrolled: visitor.enrolled }))
      return answer(c, site, { title: 'Two Factor Authentication', status: 403, visitor, main: gatePage });
    if (c.req.path === '/') return answer(c, site, { title: 'Home', visitor, main: () => homePage(visitor) });
    if (c.req.path === '/activity') {
      const security = await platform.security(visitor);
      return answer(c, site, { title: 'Activity', visitor, main: () => activityPage(security) });
    }
    const main = () => messagePage('There is no such page', 'The address may be misspelt.');
    return answer(c, site, { title: 'No such page', status: 404, visitor, main });
  });
}
