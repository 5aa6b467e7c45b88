import { expect, test } from 'vitest';
import { changedFields } from '../../../src/services/history/changed-fields.ts';
import { describeChange } from '../../../src/services/history/describe-change.ts';

test('changes read like sentences', () => {
  expect(describeChange('status', { from: 'PENDING', to: 'CONFIRMED' })).toBe('Status: PENDING → CONFIRMED');
  expect(describeChange('first_name', 'hidden')).toBe('First name changed');
  expect(describeChange('hash', 'hidden')).toBe('Password changed');
  expect(describeChange('total', { from: 12_000, to: null })).toBe('Total: £120.00 → –');
  expect(describeChange('sales.vatRate', { from: 20, to: 17.5 })).toBe('Sales: vat rate: 20 → 17.5');
  expect(describeChange('slot_id', { from: null, to: '2026-07-01T09:00:00.000Z' })).toBe('Slot: – → 1 Jul 2026, 10:00');
  expect(describeChange('closedDays', { from: [], to: [{ date: 'x', note: 'Christmas' }] })).toBe(
    'Closed days: none → x Christmas',
  );
});

test('fields that were left empty, rows given anew and what Payload keeps for itself are no change', () => {
  const before = { id: '1', updatedAt: 'a', phone: null, days: [{ id: 'r', date: 'x', note: null }], group: { a: 1 } };
  const after = { updatedAt: 'b', phone: '', days: [{ id: 's', date: 'x' }], group: { a: 1, b: undefined } };
  expect(changedFields(before, after)).toEqual({});
  expect(changedFields(before, { ...after, group: { a: 2 } })).toEqual({ 'group.a': { from: 1, to: 2 } });
});
