import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ORDER_MOVES, PAYMENT_MOVES } from '../../../src/database/status-moves.ts';
import { type MessageName, messages } from '../../../src/emails/messages.ts';
import { TOPIC_NAMES, type Topic } from '../../../src/events/topics.ts';
import { subscribersOf } from '../../../src/jobs/subscribers.ts';
import { mayMove } from '../../../src/services/appointments/state-machine.ts';
import { BOOKING_STATUSES } from '../../../src/services/appointments/types.ts';
import { ASKED_FOR, TOLD_OF_EVENTS, TOLD_OF_MOVES } from '../../support/who-is-told.ts';

const movesOf = (moves: Record<string, readonly string[]>) =>
  Object.entries(moves).flatMap(([from, ways]) => ways.map((to) => `${from} → ${to}`));

const statuses = BOOKING_STATUSES.map(({ value }) => value);
const bookingMoves = Object.fromEntries(statuses.map((from) => [from, statuses.filter((to) => mayMove(from, to))]));

const told = Object.entries(TOLD_OF_EVENTS).flatMap(([topic, line]) =>
  'nobody' in line ? [] : [{ topic: topic as Topic, ...line }],
);

/** Subscribers that send no e-mail. */
const SILENT = new Set(['analytics', 'loyalty', 'cdn', 'sitemap']);

/** Where the subscriber is not called as the message is, for one address each or because it chooses between messages. */
const SENDS: Record<string, MessageName[]> = {
  'internal-dual-booking-alert-kitchen': ['internal-dual-booking-alert'],
  'internal-dual-booking-alert-bedroom': ['internal-dual-booking-alert'],
  'booking-email-changed': ['booking-confirmation', 'booking-confirmed'],
};

const emailsOf = (topic: Topic): string[] =>
  subscribersOf(topic)
    .filter((subscriber) => !SILENT.has(subscriber))
    .flatMap((subscriber) => SENDS[subscriber] ?? [subscriber]);

describe('who is told of what', () => {
  it('is written down for every event', () => {
    expect(Object.keys(TOLD_OF_EVENTS).sort()).toEqual([...TOPIC_NAMES].sort());
  });

  it.each(TOPIC_NAMES)('%s is sent to those on its line, by those messages and no others', (topic) => {
    const line = TOLD_OF_EVENTS[topic];
    expect([...new Set(emailsOf(topic))].sort()).toEqual('nobody' in line ? [] : [...line.emails].sort());
  });

  it.each([
    ['bookings', movesOf(bookingMoves)],
    ['orders', movesOf(ORDER_MOVES)],
    ['payments', movesOf(PAYMENT_MOVES)],
  ] as const)('is written down for every move of %s', (table, moves) => {
    expect(Object.keys(TOLD_OF_MOVES[table]).sort()).toEqual([...moves].sort());
  });

  it('no message is left that nothing sends', () => {
    const sent = new Set([...told.flatMap(({ emails }) => emails), ...Object.keys(ASKED_FOR)]);
    expect(Object.keys(messages).filter((name) => !sent.has(name as MessageName))).toEqual([]);
  });

  it.each(told)('a test reads in the inbox what $topic sends', ({ seenIn: [file, name] }) => {
    const text = readFileSync(file, 'utf8');
    expect(text.includes('ailbox'), `${file} reads an inbox`).toBe(true);
    expect(text.includes(name), `${file} has a test “…${name}…”`).toBe(true);
  });

  it('every change of bookings, orders and staff is in the change log', () => {
    const schema = readFileSync('test/schema.sql', 'utf8');
    for (const table of ['bookings', 'orders', 'users']) expect(schema).toContain(`CREATE TRIGGER ${table}_log_change`);
  });
});
