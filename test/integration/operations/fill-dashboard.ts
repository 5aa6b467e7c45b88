import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { eraseBrochureRequests } from '../../../src/services/brochures/personal-data.ts';
import { releaseStock } from '../../../src/services/catalogue/stock.ts';
import { makeBooking, makeSlot } from '../../support/appointments.ts';
import { createRequestBody } from '../../support/brochures.ts';
import { makePhoto, makeProduct } from '../../support/catalogue.ts';
import type { Shop } from '../../support/sales.ts';
import { article, write } from '../content/blog-support.ts';

/** Creates rows that the dashboard counts, and similar rows that it does not count. `token` is the token of an admin. */
export async function fillHome(shop: Shop, token: string): Promise<void> {
  await createAppointments(shop.payload);
  await brochures(shop);
  const photo = await makePhoto(shop.payload, 'An oak door');
  await sales(shop, photo);
  await products(shop, photo);
  await content(shop, token);
}

/** Creates four appointments: a future, a current, a past and a cancelled one. None is confirmed. */
async function createAppointments(payload: Payload): Promise<void> {
  await makeBooking(payload, await makeSlot(payload));
  for (const start of [sql`now()`, sql`now() - interval '3 days'`]) {
    const slot = await makeSlot(payload);
    await makeBooking(payload, slot);
    await database(payload).execute(
      sql`UPDATE time_slots SET starts_at = ${start}, ends_at = ${start} + interval '1 hour' WHERE id = ${slot}`,
    );
  }
  const { id } = await makeBooking(payload, await makeSlot(payload));
  await payload.update({ collection: 'bookings', id, data: { status: 'CANCELLED' } });
}

/**
 * Creates four brochure requests that the dashboard counts: three that wait (one of them for 30 days) and one that was refused
 * recently. Creates three more that the dashboard does not count: one refused long ago, one delivered and one erased.
 */
async function brochures({ payload, call }: Shop): Promise<void> {
  const ago = (days: number) => sql`now() - make_interval(days => ${days}::int)`;
  const states = {
    new: sql`problem = NULL`,
    waiting: sql`problem = 'NO_DEFAULT', created_at = ${ago(30)}, updated_at = ${ago(30)}`,
    failing: sql`problem = 'FAILED'`,
    'refused lately': sql`problem = 'REFUSED', created_at = ${ago(9)}, updated_at = ${ago(6)}`,
    'refused long ago': sql`problem = 'REFUSED', created_at = ${ago(9)}, updated_at = ${ago(8)}`,
    delivered: sql`delivered_at = now()`,
  };
  for (const state of Object.values(states)) {
    const body = createRequestBody();
    await call('POST', '/v1/brochures', { body });
    await database(payload).execute(sql`UPDATE brochure_requests SET ${state} WHERE email = ${String(body.email)}`);
  }
  const gone = createRequestBody();
  await call('POST', '/v1/brochures', { body: gone });
  await withTransaction(payload, (req) =>
    eraseBrochureRequests(req, { customerId: null, emails: [String(gone.email)] }),
  );
}

/**
 * Creates two orders paid recently (one of them partly refunded), an order paid 31 days ago, and an order with a failed payment.
 * Adds two Stripe events that need attention, a recent and an old one.
 */
async function sales(shop: Shop, photo: string): Promise<void> {
  const { id } = await makeProduct(shop.payload, { stock: 1000, images: [photo], ...DESCRIBED });
  const orders = [await shop.paidOrder(id), await shop.paidOrder(id, 2), await shop.paidOrder(id)];
  const failed = await shop.order(id);
  await shop.intent(failed);
  const changes = [sql`refunded_amount = 20000`, sql`updated_at = now()`, sql`paid_at = now() - interval '31 days'`];
  for (const [i, { orderId }] of orders.entries()) {
    await database(shop.payload).execute(sql`UPDATE payments SET ${changes[i]} WHERE order_id = ${orderId}`);
  }
  await database(shop.payload).execute(sql`UPDATE payments SET status = 'FAILED' WHERE order_id = ${failed.orderId}`);
  await database(shop.payload).execute(sql`
    INSERT INTO stripe_events (id, type, outcome, created_at, received_at)
    VALUES ('evt_now', 'payment_intent.succeeded', 'needs_attention', now(), now()),
      ('evt_old', 'payment_intent.succeeded', 'needs_attention', now(), now() - interval '8 days')`);
}

const DESCRIBED = { description: article('Solid oak.') as never };

/**
 * Creates eight products. Four have pictures and a description: one has low stock after a sale, one no longer has low stock after
 * a return, one has low stock and a draft, and one is out of stock. One product has no pictures, one has no description, one has
 * both only in a draft, and one is in the trash.
 */
async function products(shop: Shop, photo: string): Promise<void> {
  const { payload } = shop;
  const whole = { images: [photo], ...DESCRIBED };
  const draft = (id: string, data: object) => payload.update({ collection: 'products', id, draft: true, data });

  const sold = await makeProduct(payload, { stock: 4, ...whole });
  await shop.order(sold.id, 2);
  const returned = await makeProduct(payload, { stock: 3, ...whole });
  await shop.order(returned.id, 1);
  await withTransaction(payload, (req) => releaseStock(req, [{ productId: returned.id, quantity: 1 }]));
  const begun = await makeProduct(payload, { stock: 1, ...whole });
  await draft(begun.id, { title: 'Begun anew', _status: 'draft' });
  await makeProduct(payload, { stock: 0, ...whole });

  await makeProduct(payload, { stock: 10, ...DESCRIBED });
  await makeProduct(payload, { stock: 10, images: [photo] });
  const filled = await makeProduct(payload, { stock: 10 });
  await draft(filled.id, { ...whole, _status: 'draft' });
  const trashed = await makeProduct(payload, { stock: 1 });
  await payload.update({ collection: 'products', id: trashed.id, data: { deletedAt: new Date().toISOString() } });
}

/** Creates a draft, a published post, a published post with a scheduled draft, and a photo without alt text. */
async function content({ payload, call }: Shop, token: string): Promise<void> {
  const post = async (title: string, status: 'DRAFT' | 'PUBLISHED') =>
    (await write(call, token, { title, content: 'Oak.', status })).blogId;
  await post('New', 'DRAFT');
  await post('Published', 'PUBLISHED');
  const id = await post('Begun', 'PUBLISHED');
  await payload.update({ collection: 'blogs', id, draft: true, data: { title: 'Begun anew', _status: 'draft' } });
  await payload.jobs.queue({
    task: 'schedulePublish',
    input: { type: 'publish', doc: { relationTo: 'blogs', value: id } },
    waitUntil: new Date(Date.now() + 3_600_000),
  });
  const photo = await makePhoto(payload, 'soon gone');
  await payload.update({ collection: 'media', id: photo, data: { alt: '' } });
}
