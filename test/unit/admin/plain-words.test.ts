import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { strings } from '../../../src/admin/strings/index.ts';
import { type MessageName, messages, renderEmail } from '../../../src/emails/messages.ts';
import { TOPIC_NAMES } from '../../../src/events/topics.ts';
import { createSchedules } from '../../../src/jobs/schedules.ts';
import { SUBSCRIBERS } from '../../../src/jobs/subscribers.ts';
import { TIMINGS } from '../../../src/jobs/timings.ts';
import { DEFAULT_FUNNELS } from '../../../src/services/analytics/define-funnels.ts';
import { KNOWN_EVENTS } from '../../../src/services/analytics/known-events.ts';
import {
  BOOKING_STATUSES,
  explainNoTransition as explainNoBookingTransition,
} from '../../../src/services/appointments/statuses.ts';
import { topicInWords } from '../../../src/services/history/topic-words.ts';
import { jobInWords } from '../../../src/services/operations/read-dead-jobs.ts';
import { drawInvoice } from '../../../src/services/sales/draw-invoice.ts';
import { INVOICE_KINDS } from '../../../src/services/sales/issue-invoice.ts';
import type { InvoiceDocument } from '../../../src/services/sales/letterhead.ts';
import {
  explainNoTransition,
  ORDER_STATUSES,
  PAYMENT_STATUSES,
  REFUND_REASONS,
  toCreditNoteTitle,
} from '../../../src/services/sales/statuses.ts';
import { HANDLED_EVENTS } from '../../../src/services/sales/stripe-event-handlers.ts';
import {
  outcomeInWords,
  refundReasonInWords,
  refundStateInWords,
  stripeEventInWords,
} from '../../../src/services/sales/stripe-events.ts';
import { readCopiedText } from '../../support/pdf-text.ts';
import { codesIn } from '../../support/plain-words.ts';
import { projectFiles } from '../project/project-files.ts';

test('the search for codes finds every kind of code', () => {
  const text = 'Order is CONFIRMED, NO_SHOW, requested_by_customer, +442079460958, 11/30/2026, November 30th, 2026';
  expect(codesIn(`${text}, Untitled, 0199c2a4-7a3e-7000-8000-000000000001, Thumbnail U R L`)).toHaveLength(10);
  expect(codesIn('Paid on Mon 30 Nov 2026, 09:30, by 020 7946 0958, LW-1000001, £1,200.00, 30/11/2026')).toEqual([]);
});

/** The keys of texts that contain a code because users type this code themselves. */
const WRITTEN_BY_PEOPLE = new Set(['analytics:noCampaigns']);

test('the texts of the admin UI contain no codes', () => {
  const found = Object.entries(strings).flatMap(([domain, texts]) =>
    Object.entries(texts).flatMap(([key, text]) =>
      WRITTEN_BY_PEOPLE.has(`${domain}:${key}`) ? [] : codesIn(text.replace(/\{\{\w+\}\}/g, '…')),
    ),
  );
  expect(found).toEqual([]);
});

/** Matches the id of a dispute at Stripe, which the e-mail to sales contains. */
const AT_STRIPE = /\bdu_\w+/g;

test.each(Object.keys(messages) as MessageName[])('the e-mail %s contains no codes', async (name) => {
  const { subject, text } = await renderEmail(name, messages[name].sample);
  expect(codesIn(`${subject}\n${text.replace(/https?:\/\/\S+/g, '').replace(AT_STRIPE, '')}`)).toEqual([]);
});

const PAPER: InvoiceDocument = {
  ...{ number: 'CN-2026-000001', kind: 'CREDIT_NOTE', issuedAt: '2026-11-30T12:00:00.000Z', orderNumber: 'LW-1000001' },
  ...{ billingName: 'Ada Lovelace', billingAddress: '1 High Street', reference: null },
  seller: { name: 'Lomash Wood', address: null, phone: '+442079460000', vatNumber: null, registrationNumber: null },
  lines: [{ title: 'Shaker kitchen', quantity: 1, unitPrice: 120 }],
  ...{ subtotal: 100, vat: 20, total: 120, vatRate: 20, invoice: null, creditNote: null, settlement: null },
};

test.each(INVOICE_KINDS.map(({ value }) => value))('a document of the kind %s contains no codes', async (kind) => {
  for (const reason of [...REFUND_REASONS.map(({ value }) => value), null]) {
    const lines = [
      { title: kind === 'INVOICE' ? 'Shaker kitchen' : toCreditNoteTitle(reason), quantity: 1, unitPrice: 120 },
    ];
    const { text } = await readCopiedText(await drawInvoice({ ...PAPER, kind, lines }));
    // Remove the heading of the invoice, which is in capitals.
    expect(codesIn(text.replace(/^INVOICE$/m, ''))).toEqual([]);
  }
});

describe('the readable texts cover all codes of', () => {
  const isWords = (words: string, code: string) => {
    expect(words, code).not.toBe(code);
    expect(codesIn(words), code).toEqual([]);
  };

  test('events', () => {
    for (const topic of TOPIC_NAMES) isWords(topicInWords(topic), topic);
  });

  test('jobs', () => {
    const subscribers = Object.values(SUBSCRIBERS).flatMap((all) => all.map(({ subscriber }) => subscriber));
    const schedules = createSchedules({} as never, TIMINGS).map(({ name }) => name);
    for (const name of [...subscribers, ...schedules]) isWords(jobInWords(name), name);
  });

  test('Stripe events and reasons', () => {
    for (const type of HANDLED_EVENTS) isWords(stripeEventInWords(type), type);
    for (const outcome of ['nothing_new', 'needs_attention', 'ignored', 'stale'])
      isWords(outcomeInWords(outcome), outcome);
    for (const { value } of REFUND_REASONS) isWords(refundReasonInWords(value), value);
    for (const status of ['requires_action', 'pending', 'succeeded', 'canceled'])
      isWords(refundStateInWords(status), status);
    isWords(stripeEventInWords('charge.dispute.warning_closed'), 'charge.dispute.warning_closed');
    isWords(refundReasonInWords('expired_uncaptured_charge'), 'expired_uncaptured_charge');
  });
});

describe('statuses in their stored form', () => {
  const pairsOf = <S>(values: readonly S[]) => values.flatMap((from) => values.map((to) => [from, to] as const));

  test('are in no refusal about bookings', () => {
    for (const [from, to] of pairsOf(BOOKING_STATUSES.map(({ value }) => value)))
      expect(codesIn(explainNoBookingTransition(from, to))).toEqual([]);
  });

  test.each([
    ['orders', ORDER_STATUSES],
    ['payments', PAYMENT_STATUSES],
  ] as const)('are in no refusal about %s', (table, statuses) => {
    for (const [from, to] of pairsOf(statuses.map(({ value }) => value)))
      expect(codesIn(explainNoTransition(table, from, to))).toEqual([]);
  });

  test('are inserted into no message', () => {
    const places = projectFiles('src/').filter((file) =>
      /^src\/(services|hooks)\/(sales|appointments|bookings|time-slots)\//.test(file),
    );
    const found = places.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/`[^`\n]*\$\{(?:\w+\.)?(?:status|from|to)\}[^`\n]*`/g)]
        .filter(([text]) => / (?:is|from|to|become|a) |^`An? /i.test(text))
        .map(([text]) => `${file}: ${text}`),
    );
    expect(found).toEqual([]);
  });
});

test('the events offered for funnels include those of the standard funnels', () => {
  const offered = KNOWN_EVENTS.map(({ type }) => type);
  expect(offered).toEqual([...new Set(offered)]);
  for (const { steps } of DEFAULT_FUNNELS) for (const { event } of steps) expect(offered).toContain(event);
});
