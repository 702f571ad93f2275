/** "Please contact": what is sent here is a request in Rekey's queue. */
import { html } from 'hono/html';
import type { ContactInput } from '../../services/sandbox/platform.ts';
import { type Html, problem } from './layout.ts';

export const TOPICS = [
  ['lost-phone', 'I lost my phone, or do not have it'],
  ['new-phone', 'I have a new phone'],
  ['no-codes-left', 'I have no backup codes left'],
  ['can-not-enrol', 'I can not enable 2FA'],
  ['code-refused', 'My code is refused'],
  ['compromised', 'Somebody else may have access to my account'],
  ['other', 'Something else'],
] as const;

export function contactPage(
  token: Html,
  { input, error }: { input: ContactInput; error: string | null },
): Html {
  return html`<section class="narrow">
<h1>Contact</h1>
<p>Tell us what is wrong, and how we reach you. Never send a password or a code.</p>
${problem(error)}
<form method="post" action="/contact" class="fields">${token}
<label for="topic">What is it about?</label>
<select id="topic" name="topic">${TOPICS.map(([id, words]) => html`<option value="${id}" ${input.topic === id ? 'selected' : ''}>${words}</option>`)}</select>
<label for="name">Your name</label>
<input id="name" name="name" value="${input.name}" autocomplete="name" maxlength="190">
<label for="email">E-mail</label>
<input id="email" name="email" type="email" value="${input.email}" autocomplete="email" maxlength="254">
<label for="phone">Phone</label>
<input id="phone" name="phone" type="tel" value="${input.phone}" autocomplete="tel" maxlength="40">
<label for="message">Message</label>
<textarea id="message" name="message" rows="6" maxlength="4000" required>${input.message}</textarea>
<button>Send</button>
</form>
</section>`;
}

export function sentPage(): Html {
  return html`<section class="narrow">
<h1>Your message was sent</h1>
<p>Support has it now, and will ask you some questions before anything on your account is changed.</p>
<p class="ways"><a class="button" href="/">Home</a> <a href="/help">Help</a></p>
</section>`;
}
