import { describe, expect, test } from 'vitest';
import {
  outcomeInWords,
  refundReasonInWords,
  refundStateInWords,
  stripeEventInWords,
} from '../../../src/services/sales/stripe-events.ts';

describe('in words', () => {
  test.each([
    ['charge.dispute.closed', 'the dispute is closed'],
    ['charge.dispute.closed_by_bank', 'charge dispute closed by bank'],
  ])('the event %s is “%s”', (type, words) => {
    expect(stripeEventInWords(type)).toBe(words);
  });

  test.each([
    ['applied', ''],
    ['stale', 'older than the current state'],
    ['of_a_newer.release', 'of a newer release'],
  ])('the outcome %s is “%s”', (outcome, words) => {
    expect(outcomeInWords(outcome)).toBe(words);
  });

  test.each([
    [null, 'no reason given'],
    ['requested_by_customer', 'the customer asked for it'],
    ['fraudulent', 'Fraud'],
    ['expired_uncaptured_charge', 'expired uncaptured charge'],
  ])('the reason %s is “%s”', (reason, words) => {
    expect(refundReasonInWords(reason)).toBe(words);
  });

  test.each([
    ['requires_action', 'waiting for the customer'],
    ['new_at_stripe', 'new at stripe'],
  ])('the state %s is “%s”', (state, words) => {
    expect(refundStateInWords(state)).toBe(words);
  });
});
