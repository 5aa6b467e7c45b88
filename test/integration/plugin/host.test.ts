import { tmpdir } from 'node:os';
import path from 'node:path';
import { postgresAdapter, sql } from '@payloadcms/db-postgres';
import { buildConfig, handleEndpoints } from 'payload';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { readSqlObjects } from '../../../local/sql-objects.ts';
import { database } from '../../../src/database/transaction.ts';
import { lomashWood } from '../../../src/plugin/index.ts';
import { createDiskStore } from '../../../src/storage/open-storage.ts';
import { makeCustomer, makeSlot, toBookingInput } from '../../support/appointments.ts';
import { emptyDatabase } from '../../support/database.ts';
import { customerToken } from '../../support/gateway.ts';
import { startPayload } from '../../support/site.ts';

/** The database of a host site. The site is a Payload app with its own pages and editors, and does not use Express. */
const host = await emptyDatabase();

const config = buildConfig({
  secret: 'another-site-with-its-own-secret',
  telemetry: false,
  db: postgresAdapter({ idType: 'uuidv7', push: true, pool: { connectionString: host.url, max: 5 } }),
  collections: [
    { slug: 'pages', fields: [{ name: 'title', type: 'text' }] },
    { slug: 'editors', auth: true, fields: [] },
  ],
  globals: [{ slug: 'footer', fields: [{ name: 'text', type: 'text' }] }],
  plugins: [
    lomashWood({
      customerTokenSecret: 'a-customer-token-secret-of-another-site',
      redisUrl: `${inject('services').redisUrl}/15`,
      publicUrl: 'http://localhost:3000',
      cdnUrl: 'http://localhost:3000',
      storage: createDiskStore(path.join(tmpdir(), 'lomash-test-media', new URL(host.url).pathname)),
      teamEmails: { kitchen: 'k@example.com', bedroom: 'b@example.com', sales: 's@example.com' },
      emailFrom: 'hello@example.com',
      internalTokens: ['an-internal-token-of-another-site'],
      stripe: { secretKey: 'sk_test_host', webhookSecrets: ['whsec_host'], apiUrl: 'http://127.0.0.1:9' },
    }),
  ],
  logger: { options: { level: 'silent' } },
});

afterAll(host.drop);
const payload = await startPayload(config);
const ask = (route: string, init: RequestInit = {}) =>
  handleEndpoints({ config, request: new Request(`http://localhost:3000/api${route}`, init) });

beforeAll(async () => {
  for (const { text } of readSqlObjects()) await database(payload).execute(sql.raw(text));
});

test('a slot can be booked through /api/v1/appointments, and by one customer only', async () => {
  const slotId = await makeSlot(payload);
  const order = async () =>
    ask('/v1/appointments', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await customerToken(payload, await makeCustomer(payload))}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(toBookingInput(slotId)),
    });
  const first = await order();
  expect(first.status).toBe(201);
  expect(await first.json()).toMatchObject({ status: 'PENDING', referenceCode: expect.stringMatching(/^BK-/) });
  const second = await order();
  expect(second.status).toBe(409);
  expect(second.headers.get('content-type')).toContain('application/problem+json');
  expect(await second.json()).toMatchObject({
    code: 'slot_taken',
    correlationId: second.headers.get('x-correlation-id'),
  });
  const events = await payload.find({ collection: 'domain-events' });
  expect(events.docs.map(({ topic }) => topic)).toEqual(['booking.created']);
});

test('the collections of the host site are closed to the customers of the extension', async () => {
  await payload.create({ collection: 'pages' as never, data: { title: 'About us' } as never });
  const token = await customerToken(payload, await makeCustomer(payload));
  const asCustomer = { headers: { authorization: `Bearer ${token}` } };
  for (const path of ['/pages', '/globals/footer', '/editors']) {
    expect((await ask(path, asCustomer)).status, path).toBe(403);
    expect((await ask(path)).status, path).toBe(403);
  }
});

test('the extension refuses a database adapter whose ids are not of the type uuidv7', () => {
  const serial = postgresAdapter({ pool: { connectionString: host.url } });
  const plugin = lomashWood({
    publicUrl: 'http://localhost',
    stripe: { secretKey: 'sk_test', webhookSecrets: [] },
  } as never);
  const { db } = plugin({ db: serial, secret: 'x' } as never) as unknown as { db: typeof serial };
  expect(() => db.init({ payload: payload as never })).toThrow("idType: 'uuidv7'");
});
