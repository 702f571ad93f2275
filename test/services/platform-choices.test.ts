/** What was chosen of a platform when it was connected: kept for every console, each change logged, refused with an entry. */
import { beforeEach, expect, it } from 'vitest';
import { RekeyError } from '../../db/errors.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import type { ChoicesForm, PlatformKind } from '../../db/platforms/kind.ts';
import { type Choices, readProfile } from '../../db/platforms/profile.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { writeRows } from '../../main/services/connecting/keeping.ts';
import { createLooks } from '../../main/services/looks.ts';
import { createPlatformChoices } from '../../main/services/platform-choices.ts';
import type { Actor } from '../../main/services/session.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { hire, openStaffRoom, type StaffRoom } from '../support/staff-room.ts';

const PROPOSED = { email: 'email', names: ['first', 'last'] };

const FORM: ChoicesForm = {
  choices: [
    { name: 'email', label: 'E-mail', hint: '', among: [], most: 1, none: null },
    { name: 'names', label: 'Name', hint: '', among: [], most: 2, none: null },
  ],
  ...{ proposed: PROPOSED, note: null },
};
const USER = {
  ...{ username: 'u', email: null, fullName: null, phone: null, department: null, role: null },
  ...{ privileged: false, status: null, createdAt: null, lastLoginAt: null },
};

/** Whose columns are those of Rekey's own staff. */
const kind: PlatformKind = {
  ...referenceKind,
  id: 'other',
  choices: {
    async check(reader, chosen) {
      const { email = null, names = [] } = chosen as { email?: string | null; names?: string[] };
      const columns = Object.keys(await reader('rekey_staff').columnInfo());
      for (const name of [email, ...names])
        if (name !== null && !columns.includes(name))
          throw new RekeyError('BAD_INPUT', { why: `there is no ${name}` });
      return { email, names };
    },
    describe: async () => FORM,
    async sample(reader, chosen) {
      await kind.choices?.check(reader, chosen);
      return (await reader('rekey_staff').select('id')).map(({ id }) => ({
        ...USER,
        id: String(id) as UserId,
      }));
    },
    holding: () => kind,
  },
};

forEachDatabase((open) => {
  let database: TestDatabase;
  let room: StaffRoom;
  let admin: Actor;
  const service = (of = kind) => createPlatformChoices({ ...deps(), kind: of, look: createLooks(deps()) });
  const deps = () => ({ database, clock: () => room.time.now });
  const connect = (of: PlatformKind, choices: Choices | null) =>
    writeRows(deps(), of, { choices, mark: null });
  const lastEntry = async () => (await room.log())[0];

  beforeEach(async () => {
    database = await open('console');
    room = openStaffRoom(database);
    admin = (await hire(room, 'ada', 'admin')).actor;
  });

  it('is what Rekey proposes until somebody chooses', async () => {
    expect(await service().view(admin)).toEqual({ ...FORM, chosen: null, start: PROPOSED, unfit: null });
    expect(await readProfile(database.reader)).toBeNull();
  });

  it('is kept as the platform checked it, and logged with what it was before', async () => {
    const view = await service().choose(admin, { email: 'email', names: ['full_name'], more: 'x' });
    const chosen = { email: 'email', names: ['full_name'] };
    expect(view).toEqual({ ...FORM, chosen, start: chosen, unfit: null });
    expect(await lastEntry()).toMatchObject({
      ...{ action: 'change-platform-choices', outcome: 'done', staff: { name: 'ada' }, before: null },
      after: { platform: 'other', choices: chosen },
    });
    await service().choose(admin, { email: null });
    expect(await lastEntry()).toMatchObject({
      before: { platform: 'other', choices: chosen },
      after: { platform: 'other', choices: { email: null, names: [] } },
    });
    expect(await database.reader('rekey_settings').where({ name: 'platform' })).toHaveLength(1);
  });

  it('is refused with an entry where it does not fit the tables, by who may not, and where there is nothing to choose', async () => {
    const { actor: support } = await hire(room, 'sam', 'support');
    const { actor: auditor } = await hire(room, 'aud', 'auditor');
    for (const [by, of, code] of [
      [admin, kind, 'BAD_INPUT'],
      [support, kind, 'FORBIDDEN'],
      [auditor, kind, 'FORBIDDEN'],
      [admin, referenceKind, 'NOT_SUPPORTED'],
    ] as const) {
      await expect(service(of).choose(by, { email: 'mail' })).rejects.toMatchObject({ code });
      expect(await lastEntry()).toMatchObject({ action: 'change-platform-choices', outcome: 'refused' });
    }
    expect(await readProfile(database.reader)).toBeNull();
    await expect(service().view(support)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await service(referenceKind).view(auditor)).toBeNull();
  });

  it('shows a few users as they would read with it: to an admin, logged once, and nothing that does not fit', async () => {
    const { actor: auditor } = await hire(room, 'aud', 'auditor');
    const chosen = { email: 'email', names: [] };
    const shown = await service().sample(admin, chosen);
    expect(shown).toHaveLength(2);
    const ids = shown.map(({ id }) => id);
    expect(await lastEntry()).toMatchObject({
      ...{ category: 'view', action: 'sample-platform', outcome: 'done' },
      detail: { choices: chosen, users: ids },
    });
    for (const [by, what, of, code] of [
      [admin, { email: 'mail' }, kind, 'BAD_INPUT'],
      [auditor, chosen, kind, 'FORBIDDEN'],
      [admin, chosen, referenceKind, 'NOT_SUPPORTED'],
    ] as const) {
      await expect(service(of).sample(by, what)).rejects.toMatchObject({ code });
      expect(await lastEntry()).toMatchObject({ action: 'sample-platform', outcome: 'refused' });
    }
  });

  it('says what does not fit the tables any more, and begins with it all the same', async () => {
    await service().choose(admin, { email: 'email', names: ['full_name'] });
    const value = JSON.stringify({ platform: 'other', choices: { email: 'gone', names: ['full_name'] } });
    await database.reader('rekey_settings').where({ name: 'platform' }).update({ value });
    expect(await service().view(admin)).toMatchObject({
      ...{ unfit: 'there is no gone', start: { email: 'gone', names: ['full_name'] } },
    });
  });

  it('of another kind of platform is none of this one', async () => {
    await connect(kind, { email: 'email' });
    expect((await service({ ...kind, id: 'third' }).view(admin))?.chosen).toBeNull();
  });

  it('is kept by whoever connects, before there is staff, and logged once', async () => {
    await connect(kind, { email: 'email' });
    const kept = { platform: 'other', choices: { email: 'email', names: [] } };
    expect(await readProfile(database.reader)).toEqual(kept);
    const entry = await lastEntry();
    expect(entry).toMatchObject({ action: 'connect-platform', staff: null, before: null, after: kept });
    await connect(kind, { email: 'email' });
    expect((await lastEntry())?.sequence).toBe(entry?.sequence);
    await connect(referenceKind, null);
    expect(await lastEntry()).toMatchObject({
      ...{ before: kept, after: { platform: 'reference', choices: null } },
    });
  });

  it('is not kept without its entry', async () => {
    await database.reader('rekey_audit_head').delete();
    await expect(connect(kind, { email: 'email' })).rejects.toMatchObject({
      code: 'AUDIT_UNWRITABLE',
    });
    expect(await readProfile(database.reader)).toBeNull();
  });

  it.each(['no JSON', '7', '[]', '{}', '{"platform":7}'])(
    'that is damaged (%s) counts as none',
    async (value) => {
      await database.reader('rekey_settings').insert({ name: 'platform', value });
      expect(await readProfile(database.reader)).toBeNull();
    },
  );

  it('is none where the tables are still to be made', async () => {
    expect(await readProfile((await open('none')).reader)).toBeNull();
  });
});
