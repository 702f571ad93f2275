/** What Rekey stands on: the database, the hosts, files, its configuration and the input it is given. What the two sentences are: db/errors.ts. */
export const SURROUNDINGS = {
  POLICY: ['Nothing was changed: {why}.', 'Choose a value within the policy.'],
  BAD_INPUT: ['That input is not valid: {why}.', 'Correct it and try again.'],
  COLUMN_NOT_KNOWN: [
    'Nothing was planned: of this list {why}. Its columns: {columns}.',
    'Choose one, beside the file or with --column and its name or number.',
  ],
  TOO_LARGE: ['That is too much at once.', 'Send less than 1 MiB.'],
  NO_SUCH_PROCEDURE: [
    'There is no procedure of that name.',
    'Rekey and its window may differ in version: restart it.',
  ],
  DATABASE_UNREACHABLE: [
    'The database does not answer ({why}). If you were changing something, it is uncertain whether it was done.',
    'Try again: the same attempt is never done twice. If it stays so, run `rekey doctor`.',
  ],
  DATABASE_DENIED: [
    'The database refused: {why}.',
    'Check the account and its rights in Settings, or run `rekey doctor`.',
  ],
  DATABASE_SIGN_IN: ['The database does not let Rekey in, so nothing was changed. {why}.', '{advice}.'],
  DATABASE_FULL: [
    'Nothing was changed: the disk that the database lies on is full.',
    'Free some space there, then try again.',
  ],
  DATABASE_FILE: [
    'Nothing was changed: the file of the database is out of order ({why}).',
    'Check that it and its folder are there, who owns them, and that the disk is in order.',
  ],
  DATABASE_DAMAGED: [
    'Nothing was changed: the database is damaged ({why}).',
    'Keep the damaged files as they are, and restore a backup; `rekey demo reset` makes a damaged demo anew.',
  ],
  DATABASE_INTERRUPTED: [
    'Nothing was changed: the database server broke the statement off ({why}).',
    'Somebody ended it there, or a time limit did. Try again; if it stays so, ask who looks after the server.',
  ],
  DATABASE_PACKET: [
    'Nothing was changed: it is more than the database server takes in one piece.',
    'Raise max_allowed_packet on the server to 16 MiB or more, or send less at once.',
  ],
  DATABASE_READ_ONLY: [
    'Nothing was changed: the database is read-only.',
    'Connect to the primary, or make it writable.',
  ],
  DATABASE_BUSY: ['Nothing was changed: the database is busy with the same rows.', 'Try again in a moment.'],
  SCHEMA_MISSING: [
    'The database lacks a table or column that is needed: {why}.',
    'Run `rekey migrate`, then `rekey doctor`.',
  ],
  TABLE_IN_THE_WAY: [
    'The tables were not finished: there is a table {table} already that is not the one to be made ({why}).',
    'If nobody needs it, drop it (DROP TABLE {table}) and run `rekey migrate` again; else give Rekey another database.',
  ],
  PLATFORM_KEY_WRONG: [
    "Nothing was changed: the platform's key does not open {what}.",
    'Set {setting} to the key that the platform itself uses.',
  ],
  CONSOLE_KEY_WRONG: [
    'Nothing was changed: this console cannot open what is sealed for its staff ({why}).',
    '{advice}; docs/console-key.md says how.',
  ],
  CONFIGURATION: ['The configuration is not usable: {why}.', 'Correct it; README.md lists every setting.'],
  KEY_NOT_THE_PLATFORMS: [
    "Nothing was kept: the key is not the platform's, since it opens none of the newest stored values.",
    'Ask whoever runs the platform for its key.',
  ],
  SHUT_OUT: [
    'This window does not belong to the running Rekey, or its one-time address was used before.',
    'Open the address that Rekey shows in its terminal; pressing Enter there shows a new one.',
  ],
  FOREIGN_REQUEST: [
    'That request did not come from the page of Rekey itself, so it was refused.',
    'Type or paste the address that Rekey shows into the address bar; a link from another page does not open it.',
  ],
  NO_SUCH_ADDRESS: ['There is nothing at this address.', 'Go back, or open Rekey anew.'],
  WRONG_METHOD: [
    'Nothing was changed: that is not how this address is used.',
    'Use the page of Rekey, or the command line.',
  ],
  COLLECTOR_UNREACHABLE: [
    'The entries were not forwarded: the syslog collector was not reached ({why}).',
    'Check that it runs, its address and certificate, and the network; forwarding goes on where it stopped.',
  ],
  COLLECTOR_REFUSED: [
    'The entries were not forwarded: the syslog collector hung up before it had all of them ({why}).',
    'Look at its own log; forwarding goes on where it stopped.',
  ],
  PORT_TAKEN: [
    'Rekey did not start: port {port} is in use by another program, or may not be used.',
    'Choose another one with --port, or leave it out to get any free one.',
  ],
  FILE_NOT_READ: ['Nothing was done: the file can not be read ({why}).', 'Check its name and its rights.'],
  FILE_ENCODING: [
    'Nothing was imported: the file is not UTF-8 ({why}).',
    'Save it as UTF-8 (in a spreadsheet: "CSV UTF-8") and import it again.',
  ],
  FILE_NOT_SAVED: [
    'The file was not saved ({why}).',
    'Choose another folder, or free some space, and save it again.',
  ],
  NOT_BUILT: ['Rekey did not start: its page is not built.', 'Run `npm run build`, then start it again.'],
  INTERNAL: [
    'Something went wrong inside Rekey; it is uncertain whether it was done.',
    'Look at the audit log, then try again.',
  ],
} as const;
