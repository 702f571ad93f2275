import { RekeyError } from '../../db/errors.ts';
import { may, type Permission, type Role } from '../contract/permissions.ts';

/** @throws FORBIDDEN */
export function demand(actor: { role: Role }, permission: Permission): void {
  if (!may(actor.role, permission)) throw new RekeyError('FORBIDDEN', { role: actor.role });
}
