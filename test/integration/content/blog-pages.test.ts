import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';
import { article } from './blog-support.ts';

const { payload, call } = await startGateway();
await staffTokens(payload);

type Page = { data: { blogId: string; title: string }[]; nextCursor: string | null; hasNextPage: boolean };

const START = Date.parse('2026-01-01T00:00:00Z');
let made = 0;

async function make(hour: number, status: 'draft' | 'published' = 'published'): Promise<string> {
  made += 1;
  const publishedAt = new Date(START + hour * 3_600_000).toISOString();
  const data = { title: `Post ${made}`, content: article('x') as never, publishedAt, _status: status };
  return (await payload.create({ collection: 'blogs', data: data as never })).id;
}

const page = async (query = '') => {
  const { status, body } = await call('GET', `/v1/blog${query}`);
  expect(status).toBe(200);
  return body as Page;
};

beforeEach(async () => {
  await payload.delete({ collection: 'blogs', where: { id: { exists: true } } });
});

describe('GET /v1/blog', () => {
  test('returns published posts, newest first, and whether there are more pages', async () => {
    const [first, , third] = [await make(1), await make(9, 'draft'), await make(3), await make(2)];
    expect((await page()).data.map(({ blogId }) => blogId)).toEqual([third, expect.any(String), first]);
    const one = await page('?limit=1');
    expect(one).toMatchObject({ data: [{ blogId: third }], nextCursor: third, hasNextPage: true });
    const rest = await page(`?limit=2&cursor=${third}`);
    expect(rest).toMatchObject({ data: [{}, { blogId: first }], nextCursor: null, hasNextPage: false });
    expect(await page(`?cursor=${first}`)).toEqual({ data: [], nextCursor: null, hasNextPage: false });
  });

  test('returns an empty list without posts', async () => {
    expect(await page()).toEqual({ data: [], nextCursor: null, hasNextPage: false });
  });

  test.each([
    ['limit=0', 'validation_failed'],
    ['limit=101', 'validation_failed'],
    ['limit=1.5', 'validation_failed'],
    ['limit=x', 'validation_failed'],
    ['cursor=x', 'invalid_cursor'],
    ['cursor=0190b5a0-0000-7000-8000-00000000dead', 'invalid_cursor'],
    ['page=2', 'validation_failed'],
    ['limit=1&limit=2', 'validation_failed'],
  ])('refuses ?%s', async (query, code) => {
    const { status, body } = await call('GET', `/v1/blog?${query}`);
    expect([status, body]).toEqual([400, expect.objectContaining({ code })]);
  });

  test('continues after a post that was unpublished since the previous page', async () => {
    const [older, cursor] = [await make(1), await make(2)];
    await payload.update({ collection: 'blogs', id: cursor, data: { _status: 'draft' } });
    expect((await page(`?cursor=${cursor}`)).data).toMatchObject([{ blogId: older }]);
  });

  test('returns each unchanged post once and in order, whatever else changes between pages', async () => {
    const changes = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('insert' as const), hour: fc.integer({ min: 0, max: 5 }) }),
        fc.record({
          kind: fc.constantFrom('withdraw' as const, 'delete' as const, 'rename' as const),
          nth: fc.nat(20),
        }),
      ),
      { maxLength: 2 },
    );
    const run = fc.record({
      hours: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 8 }),
      limit: fc.integer({ min: 1, max: 3 }),
      between: fc.array(changes, { minLength: 8, maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ hours, limit, between }) => {
        await payload.delete({ collection: 'blogs', where: { id: { exists: true } } });
        const there = new Map<string, number>();
        for (const hour of hours) there.set(await make(hour), hour);
        const seen: string[] = [];
        const all = [...there.keys()];
        let cursor: string | null = null;
        for (let turn = 0; turn === 0 || cursor !== null; turn += 1) {
          const got: Page = await page(`?limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`);
          seen.push(...got.data.map(({ blogId }) => blogId));
          cursor = got.nextCursor;
          for (const change of between[turn] ?? []) {
            if (change.kind === 'insert') {
              all.push(await make(change.hour));
              continue;
            }
            const id = all[change.nth % all.length] as string;
            // Do not delete the post of the cursor: its cursor would become invalid, and a client would start again.
            if (id === cursor || !(await exists(id))) continue;
            if (change.kind === 'delete') await payload.delete({ collection: 'blogs', id });
            else {
              const data = change.kind === 'withdraw' ? { _status: 'draft' as const } : { excerpt: `At ${turn}` };
              await payload.update({ collection: 'blogs', id, data });
            }
            if (change.kind !== 'rename') there.delete(id);
          }
        }
        expect(new Set(seen).size).toBe(seen.length);
        const expected = [...there].sort(([a, x], [b, y]) => y - x || (a < b ? 1 : -1)).map(([id]) => id);
        expect(seen.filter((id) => there.has(id))).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  });
});

const exists = async (id: string) =>
  (await payload.count({ collection: 'blogs', where: { id: { equals: id } } })).totalDocs > 0;
