import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import type Stripe from 'stripe';
import { database } from '../../database/transaction.ts';
import { domainOf } from '../../domain.ts';
import { askStripe } from './ask-stripe.ts';
import { takeEvent } from './receive-webhook.ts';
import { HANDLED_EVENTS } from './stripe-event.ts';

const PAGE = 100;

/**
 * Takes in the events that Stripe could not deliver (https://docs.stripe.com/webhooks/process-undelivered-events), of up to 30
 * days ago: it gives up after three, and a refund or dispute that was made over there is asked about by nothing else. They are
 * known from Stripe's own answer instead of by a signature. The webhook itself may still come: it is a duplicate then.
 * @returns how many there were.
 * @throws AggregateError for those that could not be taken in, after all others were.
 */
export async function catchUpWebhooks(payload: Payload): Promise<number> {
  const missed = await withoutKnown(payload, await undelivered(domainOf(payload).stripe));
  const failed: unknown[] = [];
  for (const event of missed) await takeEvent(payload, event).catch((error: unknown) => failed.push(error));
  if (failed.length > 0) throw new AggregateError(failed, 'Some events of Stripe were not taken in.');
  return missed.length;
}

/** Oldest first, as they happened. */
async function undelivered(stripe: Stripe): Promise<Stripe.Event[]> {
  const params = { types: [...HANDLED_EVENTS], delivery_success: false, limit: PAGE };
  const events: Stripe.Event[] = [];
  let page: Stripe.ApiList<Stripe.Event>;
  do {
    const starting_after = events.at(-1)?.id;
    page = await askStripe(() => stripe.events.list({ ...params, ...(starting_after ? { starting_after } : {}) }));
    events.push(...page.data);
  } while (page.has_more);
  return events.reverse();
}

async function withoutKnown(payload: Payload, events: readonly Stripe.Event[]): Promise<Stripe.Event[]> {
  if (events.length === 0) return [];
  const { rows } = await database(payload).execute<{ id: string }>(
    sql`SELECT id FROM stripe_events WHERE id IN ${events.map(({ id }) => id)}`,
  );
  const known = new Set(rows.map(({ id }) => id));
  return events.filter(({ id }) => !known.has(id));
}
