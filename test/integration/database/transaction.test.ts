import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { afterCommit, database, transactionOf, withTransaction } from '../../../src/database/transaction.ts';
import { emit } from '../../../src/events/emit.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { startSite } from '../../support/site.ts';

const { payload } = await startSite();

let rooms = 0;
const showroom = (name = `Room ${++rooms}`) => ({
  name,
  slug: `room-${++rooms}`,
  address: '1 High Street',
  postcode: 'SW4 7AA',
});
const stored = async (name: string) =>
  (await payload.count({ collection: 'showrooms', where: { name: { equals: name } } })).totalDocs;

/** Terminates the connection of the transaction from outside, as a failover does. */
async function cutConnection(req: Parameters<typeof transactionOf>[0]) {
  const { rows } = await (await transactionOf(req)).execute<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`);
  await database(payload).execute(sql`SELECT pg_terminate_backend(${rows[0]?.pid})`);
}

describe('a transaction', () => {
  test('stores all of its writes, and then runs the work that is queued for after the commit', async () => {
    const done: string[] = [];
    await withTransaction(payload, async (req) => {
      await payload.create({ collection: 'showrooms', data: showroom('Both A'), req });
      await afterCommit(req, () => done.push('after'));
      await payload.create({ collection: 'showrooms', data: showroom('Both B'), req });
      expect(done).toEqual([]);
    });
    expect([await stored('Both A'), await stored('Both B'), ...done]).toEqual([1, 1, 'after']);
  });

  test('stores nothing and runs no queued work if it throws', async () => {
    const done: string[] = [];
    const work = withTransaction(payload, async (req) => {
      await payload.create({ collection: 'showrooms', data: showroom('Nothing'), req });
      await emit(req, 'user.verified', { userId: uuidv7() });
      await afterCommit(req, () => done.push('after'));
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await stored('Nothing')).toBe(0);
    expect((await payload.count({ collection: 'domain-events' })).totalDocs).toBe(0);
    expect(done).toEqual([]);
  });

  test('fails as a whole when a nested call fails, even if the error is caught', async () => {
    const work = withTransaction(payload, async (req) => {
      await payload.create({ collection: 'showrooms', data: showroom('Outer'), req });
      await payload.findByID({ collection: 'showrooms', id: uuidv7(), req }).catch(() => {});
      return 'done';
    });
    await expect(work).rejects.toThrow();
    expect(await stored('Outer')).toBe(0);
  });

  test('fails as a whole when a statement fails, even if the error is caught', async () => {
    const work = withTransaction(payload, async (req) => {
      await payload.create({ collection: 'showrooms', data: showroom('Swallowed'), req });
      await (await transactionOf(req)).execute(sql`SELECT 1 / 0`).catch(() => {});
      await (await transactionOf(req)).execute(sql`SELECT 1`).catch(() => {});
      return 'done';
    });
    await expect(work).rejects.toMatchObject({ cause: { message: 'division by zero' } });
    expect(await stored('Swallowed')).toBe(0);
  });

  test('throws and stores nothing when its connection breaks midway, and the process goes on', async () => {
    const work = withTransaction(payload, async (req) => {
      await payload.create({ collection: 'showrooms', data: showroom('Cut'), req });
      await cutConnection(req);
      await payload.create({ collection: 'showrooms', data: showroom('Cut'), req });
    });
    await expect(work).rejects.toThrow();
    expect(await stored('Cut')).toBe(0);
  });

  test('throws when its connection breaks before COMMIT', async () => {
    const work = withTransaction(payload, async (req) => {
      await payload.create({ collection: 'showrooms', data: showroom('Late'), req });
      await cutConnection(req);
    });
    await expect(work).rejects.toThrow();
    expect(await stored('Late')).toBe(0);
  });

  test('includes a nested transaction', async () => {
    const work = withTransaction(payload, async (req) => {
      await withTransaction(
        payload,
        (inner) => payload.create({ collection: 'showrooms', data: showroom('Inner'), req: inner }),
        req,
      );
      throw new Error('outer');
    });
    await expect(work).rejects.toThrow('outer');
    expect(await stored('Inner')).toBe(0);
  });

  test('leaks no connection', async () => {
    const { pool } = payload.db as unknown as { pool: { totalCount: number; idleCount: number } };
    await expect.poll(() => pool.totalCount - pool.idleCount).toBe(0);
  });
});

test('emit refuses an event outside of a transaction', async () => {
  await expect(emit({ payload, transactionID: undefined }, 'user.verified', { userId: uuidv7() })).rejects.toThrow(
    'transaction',
  );
});

test('an event that does not match the schema of its topic is refused, and its transaction rolls back', async () => {
  const work = withTransaction(payload, async (req) => {
    await payload.create({ collection: 'showrooms', data: showroom('Unfit'), req });
    await emit(req, 'user.verified', { userId: 'nobody' });
  });
  await expect(work).rejects.toThrow();
  expect(await stored('Unfit')).toBe(0);
});
