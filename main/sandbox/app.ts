/** The sandbox platform's pages, put together: guards first, then what is open, the Profile area, and the rest behind the gate. */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type FormTokens, formTokens, refusalOf, securityHeaders } from './guards.ts';
import { messagePage } from './pages/inside.ts';
import { addContactAndHelp, addInside } from './routes/inside.ts';
import { addProfile } from './routes/profile.ts';
import { TOO_OFTEN } from './routes/refusals.ts';
import { addSignIn } from './routes/sign-in.ts';
import { type Answer, answer, type Fields, limitsFor, type Site } from './site.ts';
import { ICON, STYLE } from './style.ts';

declare module 'hono' {
  interface ContextVariableMap {
    fields: Fields;
  }
}

/** Bytes of a form: a message of 4,000 characters, percent-encoded, and room. */
const MAX_FORM = 64 * 1024;

export function sandboxApp(parts: Pick<Site, 'platform' | 'clock'>): { app: Hono; site: Site } {
  const tokens: FormTokens = formTokens();
  const site: Site = { ...parts, port: 0, tokens, limits: limitsFor(parts.clock) };
  const app = new Hono();
  const plain = (title: string, text: string, status: Answer['status']): Answer => ({
    title,
    ...(status && { status }),
    main: () => messagePage(title, text),
  });

  app.use(securityHeaders);
  app.use(async (c, next) => {
    const refusal = refusalOf(c, site.port);
    // In plain text: nothing of ours is to be put on another site's page.
    if (refusal === 'foreign-host') return c.text('This is not the address of this server.', 403);
    if (refusal === 'foreign-form') return c.text('That form did not come from a page of this server.', 403);
    if (!['GET', 'HEAD', 'POST'].includes(c.req.method))
      return c.text('Only GET and POST are answered.', 405);
    await next();
  });
  app.use(
    bodyLimit({
      maxSize: MAX_FORM,
      onError: (c) => answer(c, site, plain('Too much at once', 'Nothing was sent. Write less.', 413)),
    }),
  );
  app.use(async (c, next) => {
    if (c.req.method !== 'POST') return next();
    if (!site.limits.form.allows('all')) return answer(c, site, plain('Too often', TOO_OFTEN, 429));
    if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header('content-type') ?? ''))
      return c.text('A form is application/x-www-form-urlencoded.', 400);
    const fields = Object.fromEntries(new URLSearchParams(await c.req.text()));
    if (!site.tokens.isRight(c, site.port, fields.form)) {
      const text =
        'Nothing was done. You logged in or out since it was opened: go back, load the page again, and send it once more.';
      return answer(c, site, plain('That form is out of date', text, 403));
    }
    c.set('fields', fields);
    await next();
  });

  app.get('/style.css', (c) => c.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8' }));
  app.get('/icon.svg', (c) => c.body(ICON, 200, { 'Content-Type': 'image/svg+xml' }));
  addSignIn(app, site);
  addContactAndHelp(app, site);
  addProfile(app, site);
  addInside(app, site);
  app.notFound((c) => answer(c, site, plain('There is no such form', 'Nothing was done.', 404)));
  // No message, no stack: either may quote what was typed.
  app.onError((_error, c) =>
    answer(
      c,
      site,
      plain('Something went wrong', 'Nothing was changed, or it is uncertain. Try again.', 500),
    ),
  );
  return { app, site };
}
