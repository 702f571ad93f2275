/** What a platform knows of its users: by the rest nobody is counted or listed, and no file has a column of it. */
import { RekeyError } from '../../../db/errors.ts';
import type { Platform, UserField } from '../../../db/platforms/contract.ts';
import type { Concern, EnrolmentFilter } from '../../../db/platforms/enrolment.ts';

export type Known = ReadonlySet<UserField | Concern>;

export function knownOf({ fields, enrolment }: Pick<Platform, 'fields' | 'enrolment'>): Known {
  return new Set([...fields, ...(enrolment?.concerns ?? [])]);
}

/** @throws RekeyError NOT_KNOWN for a condition that the platform cannot judge: it would name everybody, or nobody */
export function demandKnown(
  platform: Pick<Platform, 'fields' | 'enrolment' | 'label'>,
  { department, role, joinedFrom, joinedBefore, asOf, concern }: EnrolmentFilter,
): void {
  const known = knownOf(platform);
  const demand = (value: unknown, of: UserField | Concern, what: string) => {
    if (value !== undefined && !known.has(of))
      throw new RekeyError('NOT_KNOWN', { platform: platform.label, what });
  };
  demand(department, 'department', 'their department');
  demand(role, 'role', 'their role');
  demand(joinedFrom ?? joinedBefore ?? asOf, 'createdAt', 'when they joined');
  if (concern) demand(concern, concern, `of whom this is true: ${concern.replaceAll('-', ' ')}`);
}
