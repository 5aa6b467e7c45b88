import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database, sessionOf } from '../../../src/database/transaction.ts';
import { once } from '../../../src/events/once.ts';
import { LeaseHeld, onceOutside } from '../../../src/events/once-outside.ts';
import { uuidv7 } from '../../../src/ids.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';

const { payload } = await startSite();

const marks = async (scope: string) => {
  const { rows } = await database(payload).execute(sql`SELECT 1 FROM idempotency_keys WHERE scope = ${scope}`);
  return rows.length;
};

/** An effect in Postgres that can be counted. */
const mark = (scope: string) => async (req: Parameters<Parameters<typeof once>[3]>[0]) => {
  await (await sessionOf(req)).execute(sql`
    INSERT INTO idempotency_keys (scope, key, fingerprint, status, body) VALUES (${scope}, ${uuidv7()}, '', 200, '{}')`);
};

describe('once', () => {
  test('of many deliveries at the same time one has an effect', async () => {
    const id = uuidv7();
    const applied = await Promise.all(Array.from({ length: 8 }, () => once(payload, id, 'counter', mark(id))));
    expect(applied.filter(Boolean)).toHaveLength(1);
    expect(await marks(id)).toBe(1);
    expect(await once(payload, id, 'counter', mark(id))).toBe(false);
    expect(await marks(id)).toBe(1);
  });

  test('each subscriber has a receipt of its own', async () => {
    const id = uuidv7();
    await once(payload, id, 'first', mark(id));
    await once(payload, id, 'second', mark(id));
    expect(await marks(id)).toBe(2);
  });

  test('an effect that fails leaves no receipt, so the next delivery applies it', async () => {
    const id = uuidv7();
    const failing = once(payload, id, 'counter', async (req) => {
      await mark(id)(req);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await marks(id)).toBe(0);
    expect(await once(payload, id, 'counter', mark(id))).toBe(true);
    expect(await marks(id)).toBe(1);
  });
});

describe('onceOutside', () => {
  const counter = () => {
    const sent = {
      count: 0,
      send: async () => {
        sent.count += 1;
      },
    };
    return sent;
  };

  test('of many deliveries at the same time one sends, and the others say until when to wait', async () => {
    const id = uuidv7();
    let sends = 0;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const refusals: unknown[] = [];
    const attempts = Array.from({ length: 8 }, () =>
      onceOutside(payload, id, 'mail', async () => {
        sends += 1;
        await held;
      }).catch((error: unknown) => refusals.push(error)),
    );
    await until(() => refusals.length === 7, 'seven refusals');
    release();
    await Promise.all(attempts);
    expect(sends).toBe(1);
    for (const refusal of refusals) {
      expect(refusal).toBeInstanceOf(LeaseHeld);
      expect((refusal as LeaseHeld).milliseconds).toBeGreaterThan(0);
    }
  });

  test('done is done', async () => {
    const [id, sent] = [uuidv7(), counter()];
    expect(await onceOutside(payload, id, 'mail', sent.send)).toBe(true);
    expect(await onceOutside(payload, id, 'mail', sent.send)).toBe(false);
    expect(sent.count).toBe(1);
  });

  test('what it hands over is stored with the marker or not at all, and a failure of that sends nothing again', async () => {
    const [id, other, sent] = [uuidv7(), uuidv7(), counter()];
    let tries = 0;
    await onceOutside(payload, id, 'mail', async (alsoStore) => {
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

  test('a refusal gives the lease back at once', async () => {
    const [id, sent] = [uuidv7(), counter()];
    await expect(onceOutside(payload, id, 'mail', () => Promise.reject(new Error('451 busy')))).rejects.toThrow('451');
    expect(await onceOutside(payload, id, 'mail', sent.send)).toBe(true);
    expect(sent.count).toBe(1);
  });

  test('the lease of a worker that died runs out', async () => {
    const [id, sent] = [uuidv7(), counter()];
    await database(payload).execute(sql`
      INSERT INTO event_receipts (event_id, subscriber, claim_token, claimed_until)
      VALUES (${id}, 'mail', ${uuidv7()}, now() - interval '1 millisecond')`);
    expect(await onceOutside(payload, id, 'mail', sent.send)).toBe(true);
    expect(sent.count).toBe(1);
  });

  test('a lease is renewed for as long as the sending takes', async () => {
    const [id, sent] = [uuidv7(), counter()];
    const lease = 300;
    let begun = () => {};
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const slow = onceOutside(
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
        await expect(onceOutside(payload, id, 'mail', sent.send, lease)).rejects.toThrow(LeaseHeld);
      }
    };
    await Promise.all([rival(), slow]);
    expect(sent.count).toBe(1);
  });
});
