/** docs/verify_audit_export.py, run as an auditor would. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inject } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../docs/verify_audit_export.py', import.meta.url));

export async function pythonVerdict(
  text: string,
  format: 'jsonl' | 'csv',
  checkpoint?: string,
): Promise<{ whole: boolean; says: string }> {
  const folder = await mkdtemp(join(inject('scratch'), 'export-'));
  const file = join(folder, `log.${format}`);
  await writeFile(file, text);
  const args = [SCRIPT, file];
  if (checkpoint !== undefined) {
    const kept = join(folder, 'checkpoint.json');
    await writeFile(kept, checkpoint);
    args.push(kept);
  }
  try {
    const { stdout } = await promisify(execFile)('python3', args);
    return { whole: true, says: stdout };
  } catch (error) {
    const { stderr, code } = error as { stderr: string; code: unknown };
    if (typeof code !== 'number') throw error;
    return { whole: false, says: stderr };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
