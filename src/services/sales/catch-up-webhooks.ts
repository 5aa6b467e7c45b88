import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import type Stripe from 'stripe';
import { database } from '../../database/transaction.ts';
import { domainOf } from '../../domain.ts';
import { isProblem } from '../../problem.ts';
import { askStripe } from './ask-stripe.ts';
import { takeEvent } from './receive-webhook.ts';
import { HANDLED_EVENTS } from './stripe-event.ts';

const PAGE = 100;

/** After so many events in a row for which Stripe could not be asked, the others wait for the next turn. */
const PATIENCE = 3;

/**
 * Takes in the events that Stripe could not deliver (https://docs.stripe.com/webhooks/process-undelivered-events), of up to 30
 * days ago: it gives up after three, and a refund or dispute that was made over there is asked about by nothing else. They are
 * known from Stripe's own answer instead of by a signature. The webhook itself may still come: it is a duplicate then.
 * @returns how many there were.
 * @throws AggregateError for those that could not be taken in, after all others were; earlier while Stripe is away.
 */
export async function catchUpWebhooks(payload: Payload): Promise<number> {
  const missed = await missedEvents(payload);
  const failed = new Map<string, unknown>();
  let away = 0;
  for (const event of missed) {
    try {
      await takeEvent(payload, event);
      away = 0;
    } catch (error) {
      failed.set(event.id, error);
      away = isProblem(error) && error.code === 'unavailable' ? away + 1 : 0;
      if (away === PATIENCE) break;
    }
  }
  if (failed.size > 0) {
    throw new AggregateError(
      failed.values(),
      `Some events of Stripe were not taken in: ${[...failed.keys()].join(', ')}`,
    );
  }
  return missed.length;
}

/** Those that Stripe could not deliver and we have not seen, oldest first, as they happened. */
async function missedEvents(payload: Payload): Promise<Stripe.Event[]> {
  const { stripe } = domainOf(payload);
  const params = { types: [...HANDLED_EVENTS], delivery_success: false, limit: PAGE };
  const missed: Stripe.Event[] = [];
  let page: Stripe.ApiList<Stripe.Event> | undefined;
  do {
    const starting_after = page?.data.at(-1)?.id;
    page = await askStripe(() => stripe.events.list({ ...params, ...(starting_after ? { starting_after } : {}) }));
    missed.push(...(await withoutKnown(payload, page.data)));
  } while (page.has_more && page.data.length > 0);
  return missed.reverse();
}

async function withoutKnown(payload: Payload, events: readonly Stripe.Event[]): Promise<Stripe.Event[]> {
  if (events.length === 0) return [];
  const { rows } = await database(payload).execute<{ id: string }>(
    sql`SELECT id FROM stripe_events WHERE id IN ${events.map(({ id }) => id)}`,
  );
  const known = new Set(rows.map(({ id }) => id));
  return events.filter(({ id }) => !known.has(id));
}
