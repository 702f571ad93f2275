/** Whether searches find everybody. */
import { type Check, ok, warning } from '../../../db/check.ts';
import type { Reader } from '../../../db/database.ts';
import type { Platform } from '../../../db/platforms/contract.ts';
import { readWalk } from '../../../db/search-index/store.ts';
import { DAY, elapsed, HOUR } from '../clock.ts';

const GOES_ON = 'Leave a console open: it goes on by itself, and one console is enough.';

export async function checkSearchIndex(
  reader: Reader,
  { searchIndex }: Pick<Platform, 'searchIndex'>,
  now: number,
): Promise<Check> {
  if (!searchIndex) return ok('search-index', "The platform's own index finds its users.");
  const { walked, doneUsers, allUsers, failedAt, failure } = await readWalk(reader, searchIndex.madeOf);
  const broken = failedAt === null ? '' : ` The last walk through them was broken off: ${failure}`;
  if (walked === null) {
    const of = allUsers > 0 ? `of ${doneUsers} of about ${allUsers}` : 'of no';
    return warning('search-index', `Names are searchable ${of} users so far.${broken}`, GOES_ON);
  }
  const age = elapsed(walked.from, now);
  const found = `Rekey's index finds the ${walked.users} users as they were ${hours(age)}`;
  return age > DAY
    ? warning('search-index', `${found}, so who was renamed since may not be found.${broken}`, GOES_ON)
    : ok('search-index', `${found}, or later.${broken}`);
}

function hours(age: number): string {
  if (age < HOUR) return 'less than an hour ago';
  const count = Math.floor(age / HOUR);
  return Number.isFinite(count) ? `${count} hour${count === 1 ? '' : 's'} ago` : 'at a time that lies ahead';
}
