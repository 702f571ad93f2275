/** For a step `schema` that failed: whether the tables of another platform that Rekey knows stand there. */
import type { Check } from '../check.ts';
import type { Database } from '../database.ts';
import { detect } from '../platforms/detect.ts';
import type { PlatformKind } from '../platforms/kind.ts';

/** `known`: the platforms that are looked for, but for `kind`. The check as it is where none of them stands there. */
export async function tellOthers(
  check: Check,
  { reader }: Database,
  kind: PlatformKind,
  known: readonly PlatformKind[],
): Promise<Check> {
  const others = known.filter(({ id }) => id !== kind.id);
  const found = await detect(reader, others).catch(() => []);
  if (found.length === 0) return check;
  const named = found.map((one) => `${one.kind.label} (${one.evidence.join('; ')})`).join(', and of ');
  const ids = found.map((one) => one.kind.id).join(' or ');
  return {
    ...check,
    message: `${check.message} The tables of another platform stand there: of ${named}.`,
    next: `Set REKEY_PLATFORM to ${ids}, if that is the platform. ${check.next ?? ''}`.trim(),
  };
}
