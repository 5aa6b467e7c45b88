import type { CollectionSlug, Payload } from 'payload';
import { withTransaction } from '../../src/database/transaction.ts';
import { uuidv7 } from '../../src/lib/ids.ts';
import { requestBrochure } from '../../src/services/brochures/request-brochure.ts';
import { applyLoyalty } from '../../src/services/sales/loyalty.ts';
import { makeBooking, makeSlot } from './appointments.ts';
import { createRequestBody, makeBrochure } from './brochures.ts';
import { makePhoto } from './catalogue.ts';
import { EDITED, type EditedCollection, makeEdited } from './edited-collections.ts';
import { payForOrder } from './paid-order.ts';
import type { TestStripe } from './stripe.ts';

/**
 * Creates at least one document in each of our collections, and one in each trash. `stripe` must send its webhooks to the site.
 * @throws Error with the names of collections that are still empty
 */
export async function makeOneOfEach(payload: Payload, stripe: TestStripe): Promise<void> {
  for (const collection of Object.keys(EDITED) as EditedCollection[]) await makeEdited(payload, collection);
  await makePhoto(payload, 'An oak door');
  const booking = await makeBooking(payload, await makeSlot(payload));
  await makeBooking(payload, await makeSlot(payload));
  await payload.update({ collection: 'bookings', id: booking.id, data: { status: 'CANCELLED' } });
  await makeBrochure(payload);
  await requestBrochure(payload, { ...createRequestBody(), phone: '+442079460958', postcode: 'SW4 7AA' });
  await makeOrders(payload, stripe);
  const refused = { reason: 'It is too long.', entry: '1-0', event: { eventName: 'page_view' } };
  await payload.create({ collection: 'refused-events', data: refused });
  await fillTrash(payload);
  await expectNoneEmpty(payload);
}

/** Creates a paid order with its invoice and loyalty points, and an order whose payment failed. */
async function makeOrders(payload: Payload, stripe: TestStripe): Promise<void> {
  const { orderId } = await payForOrder(payload, stripe);
  await payForOrder(payload, stripe, '4000000000009995');
  const { docs } = await payload.find({ collection: 'payments', where: { order: { equals: orderId } }, depth: 0 });
  const paid = { paymentId: String(docs[0]?.id), orderId, userId: null, currency: 'GBP' as const };
  const event = {
    id: uuidv7(),
    topic: 'payment.dispute_won' as const,
    payload: { ...paid, amount: 1, disputeId: 'du_1' },
  };
  await withTransaction(payload, (req) => applyLoyalty(req, event));
}

async function fillTrash(payload: Payload): Promise<void> {
  for (const { slug, trash } of payload.config.collections) {
    if (!trash) continue;
    const collection = slug as EditedCollection;
    const { id } = await makeEdited(payload, collection);
    await payload.update({ collection, id, data: { deletedAt: new Date().toISOString() } as never });
  }
}

async function expectNoneEmpty(payload: Payload): Promise<void> {
  const empty: string[] = [];
  for (const { slug } of payload.config.collections) {
    if (slug.startsWith('payload-')) continue;
    const { totalDocs } = await payload.count({ collection: slug as CollectionSlug });
    if (totalDocs === 0) empty.push(slug);
  }
  if (empty.length > 0) throw new Error(`makeOneOfEach creates nothing in: ${empty.join(', ')}.`);
}
