import type { FlattenedField, SanitizedConfig } from 'payload';
import { expect, test } from 'vitest';
import { diffFields, type FieldChange } from '../../../src/database/change-log.ts';
import { describeChange } from '../../../src/services/history/describe-change.ts';
import { fieldWordsForEntity } from '../../../src/services/history/field-words.ts';

const STATUS = {
  ...{ name: 'status', type: 'select', label: 'Status' },
  options: [
    { value: 'PENDING', label: 'Pending' },
    { value: 'NO_SHOW', label: 'No-show' },
  ],
};
const STEPS = {
  ...{ name: 'steps', type: 'array', label: 'Steps' },
  flattenedFields: [
    { name: 'label', type: 'text' },
    { name: 'event', type: 'text' },
  ],
};
const FUNNELS = {
  ...{ name: 'funnels', type: 'array', label: 'Funnels' },
  flattenedFields: [
    { name: 'key', type: 'text' },
    { name: 'name', type: 'text' },
    { name: 'windowHours', type: 'number', label: 'Hours to the last' },
    STEPS,
  ],
};
const CLOSED = {
  name: 'closedDays',
  type: 'array',
  label: 'Closed Days',
  flattenedFields: [{ name: 'showroom', type: 'relationship' }],
};
const SALES = {
  name: 'sales',
  type: 'group',
  label: 'Sales',
  flattenedFields: [{ name: 'vatRate', type: 'number', label: 'VAT rate (%)' }],
};
const SLOT = { name: 'slot', type: 'relationship', label: 'Slot' };
const fields = [STATUS, SLOT, FUNNELS, CLOSED, SALES] as unknown as FlattenedField[];
const toWords = fieldWordsForEntity(
  { collections: [{ slug: 'things', flattenedFields: fields }], globals: [] } as unknown as SanitizedConfig,
  'things',
);
const described = (name: string, change: FieldChange) => describeChange(toWords(name), change);
const ID = '0199c2a4-7a3e-7000-8000-000000000001';
const OTHER_ID = '0199c2a4-7a3e-7000-8000-000000000002';

test('the history describes changes in sentences', () => {
  expect(described('status', { from: 'PENDING', to: 'NO_SHOW' })).toEqual(['Status: Pending → No-show']);
  expect(described('first_name', 'hidden')).toEqual(['First name changed']);
  expect(described('hash', 'hidden')).toEqual(['Password changed']);
  expect(described('total', { from: 12_000, to: null })).toEqual(['Total: £120.00 → –']);
  expect(described('price', { from: 12_000, to: 12_500 })).toEqual(['Price: £120.00 → £125.00']);
  expect(described('sales.vatRate', { from: 20, to: 17.5 })).toEqual(['Sales: VAT rate (%): 20 → 17.5']);
  expect(described('slot_id', { from: null, to: '2026-07-01T09:00:00.000Z' })).toEqual(['Slot: – → 1 Jul 2026, 10:00']);
});

test('the history does not show ids', () => {
  expect(described('slot_id', { from: ID, to: OTHER_ID })).toEqual(['Slot changed']);
  expect(described('brand.logo', { from: null, to: ID })).toEqual(['Brand: logo changed']);
});

test('the history of a list describes only the rows that were added, removed or changed', () => {
  const step = (label: string) => ({ label, event: 'page_view' });
  const funnel = (key: string, windowHours: number, ...steps: string[]) => ({
    ...{ key, name: key.toUpperCase(), windowHours },
    steps: steps.map(step),
  });
  expect(
    described('funnels', {
      from: [funnel('a', 24, 'Visit', 'Book'), funnel('b', 24, 'Visit')],
      to: [funnel('a', 48, 'Visit', 'Order'), funnel('c', 24, 'Visit')],
    }),
  ).toEqual([
    'Funnels: “A” changed: Hours to the last: 24 → 48; Steps: “Book” removed; Steps: “Order” added',
    'Funnels: “B” removed',
    'Funnels: “C” added',
  ]);
  const christmas = { date: '2026-12-25', reason: 'Christmas' };
  expect(described('closedDays', { from: [], to: [christmas] })).toEqual([
    'Closed days: “25 Dec 2026, Christmas” added',
  ]);
  expect(described('closedDays', { from: [christmas], to: [{ ...christmas, showroom: ID }] })).toEqual([
    'Closed days: “25 Dec 2026, Christmas” removed',
    'Closed days: “25 Dec 2026, Christmas” added',
  ]);
});

test('empty fields, new ids of rows and Payload’s own fields do not count as a change', () => {
  const before = { id: '1', updatedAt: 'a', phone: null, days: [{ id: 'r', date: 'x', note: null }], group: { a: 1 } };
  const after = { updatedAt: 'b', phone: '', days: [{ id: 's', date: 'x' }], group: { a: 1, b: undefined } };
  expect(diffFields(before, after)).toEqual({});
  expect(diffFields(before, { ...after, group: { a: 2 } })).toEqual({ 'group.a': { from: 1, to: 2 } });
});
