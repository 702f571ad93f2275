import { expect, test } from 'vitest';
import { pdfFileName } from '../../main/hosts/file-name.ts';

test.each([
  ['Backup codes of Zoë Müller', 'Backup codes of Zoë Müller.pdf'],
  ['codes.pdf', 'codes.pdf'],
  ['../../etc/passwd', 'etc-passwd.pdf'],
  ['C:\\Windows\\x', 'C-Windows-x.pdf'],
  ['a\0b\nc', 'a-b-c.pdf'],
  ['invoice\u202Efdp.exe', 'invoice-fdp.exe.pdf'],
  ['.hidden', 'hidden.pdf'],
  ['...', 'Rekey.pdf'],
  ['', 'Rekey.pdf'],
])('%j is saved as %j', (suggested, name) => {
  expect(pdfFileName(suggested)).toBe(name);
});

test('a name is never too long for a file system', () => {
  expect(pdfFileName('x'.repeat(500))).toHaveLength(104);
});
