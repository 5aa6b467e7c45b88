import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { endpoints } from '../../../src/endpoints/index.ts';
import { bookingOf, makeSlot } from '../../support/appointments.ts';
import { makeBrochure, requestBody } from '../../support/brochures.ts';
import { staffTokens } from '../../support/gateway.ts';
import { formOf, pngOf } from '../../support/media.ts';
import { makeBuyer, makeProduct, startShop } from '../../support/sales.ts';

const shop = await startShop();
const { payload, base, stripe } = shop;
const { sales, admin } = await staffTokens(payload);
const json = (body: unknown) => ({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

type Sent = { path?: string; token?: string; body: string | FormData; headers?: Record<string, string> };

/** A request to each POST that creates something; what is sent twice under one key must be done once. */
const REQUESTS: Record<string, () => Promise<Sent>> = {
  '/v1/appointments': async () => {
    const { token } = await makeBuyer(payload);
    return { token, ...json(bookingOf(await makeSlot(payload))) };
  },
  '/v1/uploads': async () => {
    const body = formOf({ bytes: await pngOf(), name: 'room.png', type: 'image/png', fields: { alt: 'A room' } });
    return { token: admin, body };
  },
  '/v1/blog': async () => ({ token: admin, ...json({ title: 'A post', content: 'Text', status: 'PUBLISHED' }) }),
  '/v1/brochures': async () => {
    await makeBrochure(payload);
    return json(requestBody());
  },
  '/v1/orders': async () => {
    const { token } = await makeBuyer(payload);
    return { token, ...json({ items: [{ productId: await makeProduct(payload), quantity: 1 }] }) };
  },
  '/v1/orders/:orderId/refunds': async () => {
    const { orderId } = await shop.paidOrder(await makeProduct(payload));
    const body = json({ amount: 50, reason: 'requested_by_customer' });
    return { path: `/v1/orders/${orderId}/refunds`, token: sales, ...body };
  },
  '/v1/payments/create-intent': async () => {
    const { orderId, total, token } = await shop.order(await makeProduct(payload));
    return { token, ...json({ orderId, amount: total, currency: 'GBP' }) };
  },
};

/** Those that need no key, because what they are about is one. */
const KNOWN_BY_ITSELF: Record<string, string> = {
  '/v1/auth/register': 'the e-mail address',
  '/v1/appointments/holds': 'the slot and its customer',
};

const creating = endpoints.filter(
  ({ method, replies, idempotent }) => method === 'post' && (201 in replies || idempotent),
);

test('every POST that creates something stands in one of the tables', () => {
  const named = [...Object.keys(REQUESTS), ...Object.keys(KNOWN_BY_ITSELF)];
  expect(creating.map(({ path }) => path).sort()).toEqual(named.sort());
  for (const { path, idempotent } of creating) expect(idempotent ?? false, path).toBe(path in REQUESTS);
});

/** Rows of every table but the keys themselves and what is written by the clock. */
async function rowsOfAll(): Promise<Record<string, number>> {
  const { rows } = await database(payload).execute<{ name: string; count: number }>(sql`
    SELECT relname AS name, (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM %I', relname), false, true, '')))[1]::text::int AS count
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`);
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

test.each(Object.keys(REQUESTS))('%s sent twice under one key acts once', async (route) => {
  const { path = route, token, body, headers } = await (REQUESTS[route] as () => Promise<Sent>)();
  const send = async () => {
    const response = await fetch(base + path, {
      method: 'POST',
      body,
      headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }), 'idempotency-key': `twice:${route}` },
    });
    return {
      status: response.status,
      body: await response.json(),
      replayed: response.headers.get('idempotent-replayed'),
    };
  };
  const first = await send();
  expect(first).toMatchObject({ status: expect.toBeOneOf([200, 201]), replayed: null });
  await stripe.webhooks.idle();
  const before = await rowsOfAll();
  const asked = structuredClone(stripe.calls.all());
  expect(await send()).toEqual({ ...first, replayed: 'true' });
  await stripe.webhooks.idle();
  expect(await rowsOfAll()).toEqual(before);
  expect(stripe.calls.all()).toEqual(asked);
});
