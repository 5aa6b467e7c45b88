import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type MessageName, messages } from '../../../src/emails/messages.ts';
import { TOPIC_NAMES, type Topic } from '../../../src/events/topics.ts';
import { listSubscribers } from '../../../src/jobs/subscribers.ts';
import { BOOKING_STATUSES, canTransitionBooking } from '../../../src/services/appointments/statuses.ts';
import {
  canTransitionRefund,
  ORDER_TRANSITIONS,
  PAYMENT_TRANSITIONS,
  REFUND_STATUSES,
} from '../../../src/services/sales/statuses.ts';
import { EVENTS_BY_TRANSITION, RECIPIENTS_BY_EVENT, REQUESTED_MESSAGES } from '../../support/expected-recipients.ts';

const listTransitions = (moves: Record<string, readonly string[]>) =>
  Object.entries(moves).flatMap(([from, ways]) => ways.map((to) => `${from} → ${to}`));

const statuses = BOOKING_STATUSES.map(({ value }) => value);
const bookingTransitions = Object.fromEntries(
  statuses.map((from) => [from, statuses.filter((to) => canTransitionBooking(from, to))]),
);

const refundTransitions = Object.fromEntries(
  REFUND_STATUSES.map((from) => [from, REFUND_STATUSES.filter((to) => canTransitionRefund(from, to))]),
);

const notified = Object.entries(RECIPIENTS_BY_EVENT).flatMap(([topic, line]) =>
  'nobody' in line ? [] : [{ topic: topic as Topic, ...line }],
);

/** Subscribers that send no e-mail. */
const SILENT = new Set(['analytics', 'loyalty', 'cdn', 'sitemap']);

/**
 * The messages of each subscriber that is not named after its message. Such a subscriber sends a message to one of several
 * addresses, or chooses between two messages.
 */
const SENDS: Record<string, MessageName[]> = {
  'internal-dual-booking-alert-kitchen': ['internal-dual-booking-alert'],
  'internal-dual-booking-alert-bedroom': ['internal-dual-booking-alert'],
  'booking-email-changed': ['booking-confirmation', 'booking-confirmed'],
  'booking-sent-again': ['booking-confirmation', 'booking-confirmed'],
};

const listEmails = (topic: Topic): string[] =>
  listSubscribers(topic)
    .filter((subscriber) => !SILENT.has(subscriber))
    .flatMap((subscriber) => SENDS[subscriber] ?? [subscriber]);

describe('the list of recipients', () => {
  it('contains every topic', () => {
    expect(Object.keys(RECIPIENTS_BY_EVENT).sort()).toEqual([...TOPIC_NAMES].sort());
  });

  it.each(TOPIC_NAMES)('%s sends exactly the listed messages', (topic) => {
    const line = RECIPIENTS_BY_EVENT[topic];
    expect([...new Set(listEmails(topic))].sort()).toEqual('nobody' in line ? [] : [...line.emails].sort());
  });

  it.each([
    ['bookings', listTransitions(bookingTransitions)],
    ['orders', listTransitions(ORDER_TRANSITIONS)],
    ['payments', listTransitions(PAYMENT_TRANSITIONS)],
    ['refunds', listTransitions(refundTransitions)],
  ] as const)('contains every status transition of %s', (table, moves) => {
    expect(Object.keys(EVENTS_BY_TRANSITION[table]).sort()).toEqual([...moves].sort());
  });

  it('every message has an event or a request that sends it', () => {
    const sent = new Set([...notified.flatMap(({ emails }) => emails), ...Object.keys(REQUESTED_MESSAGES)]);
    expect(Object.keys(messages).filter((name) => !sent.has(name as MessageName))).toEqual([]);
  });

  it.each(notified)('a test reads the inbox for $topic', ({ seenIn: [file, name] }) => {
    const text = readFileSync(file, 'utf8');
    expect(text.includes('ailbox'), `${file} reads an inbox`).toBe(true);
    expect(text.includes(name), `${file} has a test “…${name}…”`).toBe(true);
  });

  it('every change of bookings, orders and staff is in the change log', () => {
    const schema = readFileSync('test/schema.sql', 'utf8');
    for (const table of ['bookings', 'orders', 'users']) expect(schema).toContain(`CREATE TRIGGER ${table}_log_change`);
  });
});
