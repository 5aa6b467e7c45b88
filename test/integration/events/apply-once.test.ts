import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database, transactionOf } from '../../../src/database/transaction.ts';
import { applyOnce, applyOutsideOnce, LeaseHeldError } from '../../../src/events/apply-once.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';

const { payload } = await startSite();

const marks = async (scope: string) => {
  const { rows } = await database(payload).execute(sql`SELECT 1 FROM idempotency_keys WHERE scope = ${scope}`);
  return rows.length;
};

/** Returns an effect that inserts one row in Postgres, so that a test can count the effects. */
const mark = (scope: string) => async (req: Parameters<Parameters<typeof applyOnce>[3]>[0]) => {
  await (await transactionOf(req)).execute(sql`
    INSERT INTO idempotency_keys (scope, key, fingerprint, status, body) VALUES (${scope}, ${uuidv7()}, '', 200, '{}')`);
};

describe('applyOnce', () => {
  test('applies the effect once for concurrent deliveries', async () => {
    const id = uuidv7();
    const applied = await Promise.all(Array.from({ length: 8 }, () => applyOnce(payload, id, 'counter', mark(id))));
    expect(applied.filter(Boolean)).toHaveLength(1);
    expect(await marks(id)).toBe(1);
    expect(await applyOnce(payload, id, 'counter', mark(id))).toBe(false);
    expect(await marks(id)).toBe(1);
  });

  test('stores one receipt for each subscriber', async () => {
    const id = uuidv7();
    await applyOnce(payload, id, 'first', mark(id));
    await applyOnce(payload, id, 'second', mark(id));
    expect(await marks(id)).toBe(2);
  });

  test('stores no receipt of a failed effect, so that the next delivery applies the effect', async () => {
    const id = uuidv7();
    const failing = applyOnce(payload, id, 'counter', async (req) => {
      await mark(id)(req);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await marks(id)).toBe(0);
    expect(await applyOnce(payload, id, 'counter', mark(id))).toBe(true);
    expect(await marks(id)).toBe(1);
  });
});

describe('applyOutsideOnce', () => {
  const counter = () => {
    const sent = {
      count: 0,
      send: async () => {
        sent.count += 1;
      },
    };
    return sent;
  };

  test('applies the effect once for concurrent deliveries, and tells the other deliveries how long to wait', async () => {
    const id = uuidv7();
    let sends = 0;
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const refusals: unknown[] = [];
    const attempts = Array.from({ length: 8 }, () =>
      applyOutsideOnce(payload, id, 'mail', async () => {
        sends += 1;
        await released;
      }).catch((error: unknown) => refusals.push(error)),
    );
    await until(() => refusals.length === 7, 'seven refusals');
    release();
    await Promise.all(attempts);
    expect(sends).toBe(1);
    for (const refusal of refusals) {
      expect(refusal).toBeInstanceOf(LeaseHeldError);
      expect((refusal as LeaseHeldError).milliseconds).toBeGreaterThan(0);
    }
  });

  test('does nothing when the effect is done', async () => {
    const [id, sent] = [uuidv7(), counter()];
    expect(await applyOutsideOnce(payload, id, 'mail', sent.send)).toBe(true);
    expect(await applyOutsideOnce(payload, id, 'mail', sent.send)).toBe(false);
    expect(sent.count).toBe(1);
  });

  test('stores the registered writes together with the done marker, and retries both without repeating the effect', async () => {
    const [id, other, sent] = [uuidv7(), uuidv7(), counter()];
    let tries = 0;
    await applyOutsideOnce(payload, id, 'mail', async (alsoStore) => {
      await sent.send();
      alsoStore(async (tx) => {
        tries += 1;
        await tx.execute(sql`INSERT INTO event_receipts (event_id, subscriber) VALUES (${other}, ${`try-${tries}`})`);
        if (tries === 1) throw new Error('The connection was lost.');
      });
    });
    const { rows } = await database(payload).execute<{ subscriber: string }>(sql`
      SELECT subscriber FROM event_receipts WHERE event_id IN (${id}, ${other}) ORDER BY event_id = ${other}`);
    expect([sent.count, tries]).toEqual([1, 2]);
    expect(rows.map(({ subscriber }) => subscriber)).toEqual(['mail', 'try-2']);
  });

  test('releases the lease at once when the effect fails', async () => {
    const [id, sent] = [uuidv7(), counter()];
    await expect(applyOutsideOnce(payload, id, 'mail', () => Promise.reject(new Error('451 busy')))).rejects.toThrow(
      '451',
    );
    expect(await applyOutsideOnce(payload, id, 'mail', sent.send)).toBe(true);
    expect(sent.count).toBe(1);
  });

  test('replaces the expired lease of a dead worker', async () => {
    const [id, sent] = [uuidv7(), counter()];
    await database(payload).execute(sql`
      INSERT INTO event_receipts (event_id, subscriber, claim_token, claimed_until)
      VALUES (${id}, 'mail', ${uuidv7()}, now() - interval '1 millisecond')`);
    expect(await applyOutsideOnce(payload, id, 'mail', sent.send)).toBe(true);
    expect(sent.count).toBe(1);
  });

  test('renews the lease as long as the effect runs', async () => {
    const [id, sent] = [uuidv7(), counter()];
    const lease = 300;
    let begun = () => {};
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const slow = applyOutsideOnce(
      payload,
      id,
      'mail',
      async () => {
        begun();
        await new Promise((resolve) => setTimeout(resolve, lease * 4));
        await sent.send();
      },
      lease,
    );
    await started;
    const rival = async () => {
      const deadline = Date.now() + lease * 3;
      while (Date.now() < deadline) {
        await expect(applyOutsideOnce(payload, id, 'mail', sent.send, lease)).rejects.toThrow(LeaseHeldError);
      }
    };
    await Promise.all([rival(), slow]);
    expect(sent.count).toBe(1);
  });
});
