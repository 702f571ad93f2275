/** The platforms that Rekey serves. Nothing else imports a platform's folder: what is outside asks a kind, or the platform it opened. */
import { djangoKind } from './django/kind.ts';
import type { PlatformKind } from './kind.ts';
import { referenceKind } from './reference/kind.ts';

export * as otherEnd from './reference/other-end.ts';
export { referenceKind };

const KINDS: readonly PlatformKind[] = [referenceKind, djangoKind];

export function kinds(): readonly PlatformKind[] {
  return KINDS;
}

/** Null: there is none of this id among them. */
export function kindOf(id: string, among: readonly PlatformKind[] = KINDS): PlatformKind | null {
  return among.find((kind) => kind.id === id) ?? null;
}
