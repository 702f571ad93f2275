/** A search in the queue shows who asked for help, so it stands in the log like a search of users. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../main/services/session.ts';
import { forEachDatabase } from '../support/databases.ts';
import { openRequestDesk, type RequestDesk } from '../support/request-desk.ts';

forEachDatabase((open) => {
  describe('a search in the queue', () => {
    let desk: RequestDesk;
    let sam: Actor;
    let aud: Actor;
    beforeEach(async () => {
      desk = openRequestDesk(await open());
      sam = await desk.hire('sam', 'support');
      aud = await desk.hire('aud', 'auditor');
      await desk.newRequest(sam, { sender: { name: 'Mara Lind', email: 'mara@example.org', phone: null } });
    });
    afterEach(() => desk.requests.close().catch(() => {}));

    const list = (actor: Actor, query: string) =>
      desk.requests.list(actor, { state: 'all', mine: false, query }, { limit: 10 });
    const searches = async () =>
      (await desk.log())
        .filter(({ action }) => action === 'search-requests')
        .map(({ staff, category, detail }) => ({ staff: staff?.name, category, detail }));

    it('is one entry for one typing, with what was typed in the end and how many it showed', async () => {
      for (const query of ['m', 'mar', 'mara@example.org']) await list(sam, query);
      await list(aud, 'nobody');
      await desk.requests.close();
      expect((await searches()).sort((a, b) => String(a.staff).localeCompare(String(b.staff)))).toEqual([
        { staff: 'aud', category: 'view', detail: { query: 'nobody', results: 0 } },
        { staff: 'sam', category: 'view', detail: { query: 'mara@example.org', results: 1 } },
      ]);
    });

    it.each([
      ['2026-00042', ['tess']],
      ['2026\u201300042', ['tess']],
      ['4711/26', ['sue']],
      ['26.000.17', ['dan']],
      ['26.000', ['dan']],
      ['20260043', ['nia']],
      ['2026-0043', ['nia']],
      ['INC0012345', ['pia']],
      ['030 901820', ['dan', 'sue']],
      ['030\u2013901820', ['dan', 'sue']],
      ['+49 30 901820\u201112', ['pia']],
      ['0049 30 90', ['pia']],
      ['+44 (0)20 7946 0991', ['tess']],
      ['+٤٤ ٢٠ ٧٩٤٦', ['tess']],
      ['\u2068+44 20 7946 0991\u2069', ['tess']],
      ['+49 (0)30 901820-12', ['pia']],
      ['tel:+49 30 90', ['pia']],
      ['+4', ['pia', 'tess', 'ute']],
      ['Tel. 0041 44 555 ext. 7', ['ute']],
      ['+41 44 555 ext. 7', ['ute']],
      ['#99012', ['ute']],
      ['#20260043', ['nia']],
      ['-----', []],
    ])('for %j reads it as a ticket and as a telephone number', async (query, names) => {
      const people: [name: string, phone: string | null, ticket: string][] = [
        ['tess', '+44 20 7946 0991', '2026-00042'],
        ['sue', '(0)30 901820', '4711/26'],
        ['dan', '030.901.820', '26.000.17'],
        ['pia', '+49 (0)30 901820\u201312', 'INC0012345'],
        ['nia', null, '20260043'],
        ['ute', 'Tel. 0041 44 555 ext. 7', '#99012'],
      ];
      for (const [name, phone, ticket] of people)
        await desk.newRequest(sam, { ticket, sender: { name, email: null, phone } });
      const { requests } = await list(sam, query);
      expect(requests.map(({ sender }) => sender.name).sort()).toEqual(names);
    });

    it('that has two readings comes page after page, each request once', async () => {
      for (let n = 0; n < 7; n += 1) {
        const phone = n % 2 ? '2026 000' : null;
        await desk.newRequest(sam, { ticket: `2026-000${n}`, sender: { name: 'n', email: null, phone } });
      }
      const ids: number[] = [];
      for (let cursor: string | undefined, more = true; more; ) {
        const page = await desk.requests.list(
          sam,
          { state: 'all', mine: false, query: '2026-000' },
          { limit: 2, cursor },
        );
        ids.push(...page.requests.map(({ id }) => id));
        cursor = page.nextCursor ?? undefined;
        more = cursor !== undefined;
      }
      expect(ids).toHaveLength(7);
      expect(new Set(ids).size).toBe(7);
    });

    it('by a number has the request of that number before tickets that begin with it', async () => {
      const { id } = await desk.newRequest(sam);
      const sender = { name: 'tick', email: null, phone: null };
      await desk.newRequest(sam, { ticket: `#${id}`, sender });
      const { requests } = await list(sam, `#${id}`);
      expect(requests.map((one) => [one.id === id, one.sender.name])).toEqual([
        [true, 'Mara Lindqvist'],
        [false, 'tick'],
      ]);
    });

    it('by number is one too', async () => {
      const { id } = await desk.newRequest(sam);
      await list(sam, `#${id}`);
      await desk.requests.close();
      expect(await searches()).toMatchObject([{ detail: { query: `#${id}`, results: 1 } }]);
    });

    it('that the page makes again by itself is the same search, for five minutes', async () => {
      for (let n = 0; n < 3; n += 1) {
        await list(sam, 'mara');
        await desk.requests.close();
      }
      expect(await searches()).toHaveLength(1);
      desk.time.now += 5 * 60_000;
      await list(sam, 'mara');
      await desk.requests.close();
      expect(await searches()).toHaveLength(2);
    });

    it('is none while the queue is only read', async () => {
      await list(sam, '  ');
      await desk.requests.close();
      expect(await searches()).toEqual([]);
    });

    it('is written before the look that follows it', async () => {
      await list(sam, 'mara');
      const [request] = (await list(sam, 'mara')).requests;
      await desk.requests.view(sam, request?.id ?? 0);
      expect((await desk.log()).slice(0, 2).map(({ action }) => action)).toEqual([
        'view-request',
        'search-requests',
      ]);
    });

    it('is refused while an earlier one can not be logged', async () => {
      await list(sam, 'mara');
      await desk.database.reader.schema.renameTable('rekey_audit_head', 'gone');
      await expect(desk.requests.close()).rejects.toMatchObject({ code: 'AUDIT_UNWRITABLE' });
      await expect(list(sam, 'other')).rejects.toMatchObject({ code: 'AUDIT_UNWRITABLE' });
      await desk.database.reader.schema.renameTable('gone', 'rekey_audit_head');
      await list(sam, 'other');
      await desk.requests.close();
      expect(await searches()).toHaveLength(2);
    });
  });
});
