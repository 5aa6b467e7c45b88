import { tmpdir } from 'node:os';
import path from 'node:path';
import { postgresAdapter, sql } from '@payloadcms/db-postgres';
import { buildConfig, getPayload, handleEndpoints } from 'payload';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { sqlObjects } from '../../../local/sql-objects.ts';
import { closeDomain } from '../../../src/close-domain.ts';
import { database } from '../../../src/database/transaction.ts';
import { lomashWood } from '../../../src/extension.ts';
import { diskStore } from '../../../src/storage/disk-store.ts';
import { bookingOf, makeCustomer, makeSlot } from '../../support/appointments.ts';
import { emptyDatabase } from '../../support/database.ts';
import { customerToken } from '../../support/gateway.ts';

/** Another site: its own pages and editors, a Payload app without Express. */
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
      storage: diskStore(path.join(tmpdir(), 'lomash-test-media', new URL(host.url).pathname)),
      teamEmails: { kitchen: 'k@example.com', bedroom: 'b@example.com', sales: 's@example.com' },
      emailFrom: 'hello@example.com',
      internalTokens: ['an-internal-token-of-another-site'],
      stripe: { secretKey: 'sk_test_host', webhookSecrets: ['whsec_host'], apiUrl: 'http://127.0.0.1:9' },
    }),
  ],
  logger: { options: { level: 'silent' } },
});

const payload = await getPayload({ config });
const ask = (route: string, init: RequestInit = {}) =>
  handleEndpoints({ config, request: new Request(`http://localhost:3000/api${route}`, init) });

beforeAll(async () => {
  for (const { text } of sqlObjects()) await database(payload).execute(sql.raw(text));
});

afterAll(async () => {
  await closeDomain(payload);
  await host.drop();
});

test('a slot is booked through /api/v1/appointments, and by one customer only', async () => {
  const slotId = await makeSlot(payload);
  const order = async () =>
    ask('/v1/appointments', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await customerToken(payload, await makeCustomer(payload))}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(bookingOf(slotId)),
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

test('the host keeps its own collections, closed to the customers that came with the extension', async () => {
  await payload.create({ collection: 'pages' as never, data: { title: 'About us' } as never });
  const token = await customerToken(payload, await makeCustomer(payload));
  const asCustomer = { headers: { authorization: `Bearer ${token}` } };
  for (const path of ['/pages', '/globals/footer', '/editors']) {
    expect((await ask(path, asCustomer)).status, path).toBe(403);
    expect((await ask(path)).status, path).toBe(403);
  }
});

test('the extension refuses a database that it cannot keep its promises on', () => {
  const serial = postgresAdapter({ pool: { connectionString: host.url } });
  const plugin = lomashWood({
    publicUrl: 'http://localhost',
    stripe: { secretKey: 'sk_test', webhookSecrets: [] },
  } as never);
  const { db } = plugin({ db: serial, secret: 'x' } as never) as unknown as { db: typeof serial };
  expect(() => db.init({ payload: payload as never })).toThrow("idType: 'uuidv7'");
});
