import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { endpoints } from '../../../src/endpoints/index.ts';
import { makeSlot, toBookingInput } from '../../support/appointments.ts';
import { createRequestBody, makeBrochure } from '../../support/brochures.ts';
import { createForm, createPng } from '../../support/media.ts';
import { makeBuyer, makeSaleProduct, startShop } from '../../support/sales.ts';
import { staffTokens } from '../../support/staff.ts';

const shop = await startShop();
const { payload, base, stripe } = shop;
const { sales, admin } = await staffTokens(payload);
const json = (body: unknown) => ({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

type Sent = { path?: string; token?: string; body: string | FormData; headers?: Record<string, string> };

/** Prepares a request for each POST route that creates something. Two requests with one idempotency key must have one effect. */
const REQUESTS: Record<string, () => Promise<Sent>> = {
  '/v1/appointments': async () => {
    const { token } = await makeBuyer(payload);
    return { token, ...json(toBookingInput(await makeSlot(payload))) };
  },
  '/v1/uploads': async () => {
    const body = createForm({
      bytes: await createPng(),
      name: 'room.png',
      type: 'image/png',
      fields: { alt: 'A room' },
    });
    return { token: admin, body };
  },
  '/v1/blog': async () => ({ token: admin, ...json({ title: 'A post', content: 'Text', status: 'PUBLISHED' }) }),
  '/v1/brochures': async () => {
    await makeBrochure(payload);
    return json(createRequestBody());
  },
  '/v1/orders': async () => {
    const { token } = await makeBuyer(payload);
    return { token, ...json({ items: [{ productId: await makeSaleProduct(payload), quantity: 1 }] }) };
  },
  '/v1/orders/:orderId/refunds': async () => {
    const { orderId } = await shop.paidOrder(await makeSaleProduct(payload));
    const body = json({ amount: 50, reason: 'requested_by_customer' });
    return { path: `/v1/orders/${orderId}/refunds`, token: sales, ...body };
  },
  '/v1/payments/create-intent': async () => {
    const { orderId, total, token } = await shop.order(await makeSaleProduct(payload));
    return { token, ...json({ orderId, amount: total, currency: 'GBP' }) };
  },
};

/** POST routes that need no idempotency key, and what identifies a repeated request. */
const NATURALLY_IDEMPOTENT: Record<string, string> = {
  '/v1/auth/register': 'the e-mail address',
  '/v1/appointments/holds': 'the slot and its customer',
};

const creating = endpoints.filter(
  ({ method, replies, idempotent }) => method === 'post' && (201 in replies || idempotent),
);

test('every POST route that creates something is in one of the tables', () => {
  const named = [...Object.keys(REQUESTS), ...Object.keys(NATURALLY_IDEMPOTENT)];
  expect(creating.map(({ path }) => path).sort()).toEqual(named.sort());
  for (const { path, idempotent } of creating) expect(idempotent ?? false, path).toBe(path in REQUESTS);
});

async function countAllRows(): Promise<Record<string, number>> {
  const { rows } = await database(payload).execute<{ name: string; count: number }>(sql`
    SELECT relname AS name, (xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM %I', relname), false, true, '')))[1]::text::int AS count
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`);
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

test.each(Object.keys(REQUESTS))('a request to %s that is sent twice with one key has one effect', async (route) => {
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
  const before = await countAllRows();
  const calls = structuredClone(stripe.calls.all());
  expect(await send()).toEqual({ ...first, replayed: 'true' });
  await stripe.webhooks.idle();
  expect(await countAllRows()).toEqual(before);
  expect(stripe.calls.all()).toEqual(calls);
});
