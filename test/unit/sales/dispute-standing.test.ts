import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { DISPUTE_STATUSES, isKnownStatus, toDisputeStanding } from '../../../src/services/sales/to-dispute-standing.ts';

const standing = (status: string, { refundable = false, closing = false } = {}) =>
  toDisputeStanding({ status, is_charge_refundable: refundable } as Stripe.Dispute, closing);

const inquiry = { closed: false, holdsMoney: false, lost: false };
const chargeback = { closed: false, holdsMoney: true, lost: false };
const appeal = { closed: false, holdsMoney: true, lost: undefined };
const lost = { closed: true, holdsMoney: false, lost: true };
const closed = { closed: true, holdsMoney: false, lost: false };

const MEANINGS = {
  warning_needs_response: inquiry,
  warning_under_review: inquiry,
  warning_closed: closed,
  needs_response: chargeback,
  under_review: chargeback,
  appeal_needs_response: appeal,
  appeal_under_review: appeal,
  lost,
  won: closed,
  prevented: closed,
};

test('each status of a dispute that Stripe names says whether it is closed, holds money back, and is lost', () => {
  expect(Object.fromEntries(DISPUTE_STATUSES.map((status) => [status, standing(status)]))).toEqual(MEANINGS);
});

test('a dispute that the event closes holds no money back, and is lost only if its status says so', () => {
  for (const status of DISPUTE_STATUSES)
    expect([status, standing(status, { closing: true })]).toEqual([status, status === 'lost' ? lost : closed]);
});

test('a status that Stripe has added holds money back only while the charge cannot be refunded', () => {
  expect(isKnownStatus('new_at_stripe')).toBe(false);
  expect(isKnownStatus('toString')).toBe(false);
  expect(isKnownStatus('won')).toBe(true);
  expect(standing('new_at_stripe')).toEqual(chargeback);
  expect(standing('new_at_stripe', { refundable: true })).toEqual(inquiry);
  expect(standing('new_at_stripe', { closing: true })).toEqual(closed);
  expect(standing('needs_response', { refundable: true })).toEqual(chargeback);
});
