/** The audit log, what proves it, and what is taken out of it; the counts of enrolment. What the two sentences are: db/errors.ts. */
export const AUDIT = {
  COUNT_TAKEN_OVER: ['This console stopped counting: another one counts now.', 'Wait for its numbers.'],
  ENTRY_NOT_FOUND: ['There is no such audit entry.', 'Check the number.'],
  AUDIT_UNWRITABLE: [
    'Nothing was changed: the audit log cannot be written ({why}), and what cannot be logged does not happen.',
    'No action is possible until an admin has looked: `rekey doctor` and `rekey audit verify` say what is wrong with the log.',
  ],
  AUDIT_BROKEN: ['The audit log fails verification at entry {sequence}: {why}.', 'Tell your security team.'],
  AUDIT_KEY: [
    'Nothing was signed, and nothing that needs a signature was done: {why}.',
    'Mend or move the file; where it is lost, a new key is made, and the auditors are to be told of it.',
  ],
  EXPORT_BUSY: [
    'Nothing was exported: several exports are running already.',
    'Wait until one is over, or cancel one.',
  ],
  FILE_UNWRITABLE: [
    '{file} could not be written to its end ({why}), and was taken away again.',
    'Make room, or name another file.',
  ],
  EXPORT_GONE: [
    'This export is over, or it was left for ten minutes; what was saved of it has no signed end.',
    'Start it again.',
  ],
  ARCHIVE_TWICE: [
    'The same entries of the audit log were just archived by somebody else.',
    'Wait until that archive is finished, then see whether any are left to archive.',
  ],
  ARCHIVE_OTHER: [
    'Nothing was removed: the last archive, up to entry {last}, was written but not all it holds was removed, and {file} is not its file.',
    'Give the file of that archive with --out; it is finished first.',
  ],
  CHECKPOINT_BAD: ['The checkpoint can not be used: {why}.', 'Take the file as it was when it was made.'],
  CHECKPOINT_FOREIGN: [
    'Nothing was verified: the checkpoint is signed by key {keyId}, and the log knows no such key that belongs to it.',
    'Look for it among the keys that you were given. If it is there, somebody took it out of the database: tell your security team. Else the checkpoint is one of another log.',
  ],
  VERIFICATION_BUSY: [
    'Nothing was held against this checkpoint: another verification is running.',
    'Wait for its end or cancel it, then try again.',
  ],
  AUDIT_UNVERIFIED: ['The audit log was not verified to its end: {why}.', 'Verify it again.'],
} as const;
