/**
 * The platform at the other end, which Rekey brings for the demo, the sandbox and training: its made-up users, and its rows as its own code
 * writes them. The registry gives this out as one thing.
 */
export { savedCode } from './codes.ts';
export * from './demo/index.ts';
export { type NextPage, nextPage } from './playbook.ts';
export * from './sandbox/accounts.ts';
export * from './sandbox/contact.ts';
export * from './sandbox/second-factor.ts';
export * from './sandbox/sessions.ts';
export { KEY_SETTING, keyOf } from './secrets.ts';
