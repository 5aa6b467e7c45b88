import { describe, expect, test } from 'vitest';
import {
  canTransition,
  canTransitionRefund,
  explainNoTransition,
  hasRefundFailed,
  isPaid,
  isUnpaid,
  ORDER_STATUSES,
  PAYMENT_STATUSES,
  REFUND_STATUSES,
  toCreditNoteTitle,
} from '../../../src/services/sales/statuses.ts';

const listTransitions = <S extends string>(statuses: readonly S[], can: (from: S, to: S) => boolean) =>
  statuses.map((from) => `${from}: ${statuses.filter((to) => can(from, to)).join(' ')}`.trim());

test('an order changes along the transitions of the contract only', () => {
  const statuses = ORDER_STATUSES.map(({ value }) => value);
  expect(listTransitions(statuses, (from, to) => canTransition('orders', from, to))).toEqual([
    'PENDING: CONFIRMED CANCELLED',
    'CONFIRMED: PARTIALLY_REFUNDED REFUNDED',
    'PARTIALLY_REFUNDED: CONFIRMED REFUNDED',
    'REFUNDED: CONFIRMED PARTIALLY_REFUNDED',
    'CANCELLED:',
  ]);
  expect(canTransition('orders', 'A status of a newer release', 'CONFIRMED')).toBe(false);
});

describe('a payment', () => {
  const statuses = PAYMENT_STATUSES.map(({ value }) => value);

  test('changes along the transitions of the contract only', () => {
    expect(listTransitions(statuses, (from, to) => canTransition('payments', from, to))).toEqual([
      'PENDING: PROCESSING FAILED SUCCEEDED CANCELLED',
      'PROCESSING: FAILED SUCCEEDED CANCELLED',
      'FAILED: PENDING PROCESSING SUCCEEDED CANCELLED',
      'SUCCEEDED: PARTIALLY_REFUNDED REFUNDED DISPUTED',
      'PARTIALLY_REFUNDED: SUCCEEDED REFUNDED DISPUTED',
      'REFUNDED: SUCCEEDED PARTIALLY_REFUNDED DISPUTED',
      'DISPUTED: SUCCEEDED PARTIALLY_REFUNDED REFUNDED',
      'CANCELLED:',
    ]);
  });

  test('is unpaid until it has succeeded, and paid even after a refund or a dispute', () => {
    expect(statuses.filter(isUnpaid)).toEqual(['PENDING', 'PROCESSING', 'FAILED']);
    expect(statuses.filter(isPaid)).toEqual(['SUCCEEDED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'DISPUTED']);
  });
});

test('a refused transition is explained in words', () => {
  expect(explainNoTransition('orders', 'CANCELLED', 'PARTIALLY_REFUNDED')).toBe(
    "This order is cancelled, so it can't become partly refunded.",
  );
  expect(explainNoTransition('payments', 'SUCCEEDED', 'PENDING')).toBe(
    "This payment is paid, so it can't become waiting.",
  );
});

describe('a refund', () => {
  test('can fail after it has succeeded, but never succeeds after it has failed', () => {
    expect(listTransitions(REFUND_STATUSES, canTransitionRefund)).toEqual([
      'requested: requires_action pending succeeded failed canceled',
      'requires_action: succeeded failed canceled',
      'pending: succeeded failed canceled',
      'succeeded: failed canceled',
      'failed:',
      'canceled:',
    ]);
    expect(REFUND_STATUSES.filter(hasRefundFailed)).toEqual(['failed', 'canceled']);
  });

  test('changes from a status that Stripe has added to a known one, and never the other way round', () => {
    expect(canTransitionRefund('new_at_stripe', 'succeeded')).toBe(true);
    expect(canTransitionRefund('requested', 'new_at_stripe')).toBe(false);
  });

  test.each([
    [null, 'Refund'],
    ['duplicate', 'Refund: Paid twice'],
    ['expired_uncaptured_charge', 'Refund: expired uncaptured charge'],
  ])('with the reason %s is titled “%s” on the credit note', (reason, title) => {
    expect(toCreditNoteTitle(reason)).toBe(title);
  });
});
