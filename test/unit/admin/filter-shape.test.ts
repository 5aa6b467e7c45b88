import { describe, expect, test } from 'vitest';
import { filterShape } from '../../../src/admin/shared/filter-shape.ts';

const FIELDS = [
  { name: 'status', type: 'select' },
  { name: 'category', type: 'select' },
  { name: 'stock', type: 'number' },
  { name: 'images', type: 'array' },
];

const shape = (...conditions: object[]) => filterShape({ or: [{ and: conditions as never }] }, FIELDS);

describe('the shape of filters', () => {
  test('depends on the field, the operator and the chosen value', () => {
    const shapes = [
      shape({ status: { equals: 'PENDING' } }),
      shape({ status: { equals: 'CONFIRMED' } }),
      shape({ status: { not_equals: 'PENDING' } }),
      shape({ category: { equals: 'KITCHEN' } }),
      shape({ status: { equals: 'PENDING' } }, { 'slot.startsAt': { greater_than: '2026-01-01' } }),
      shape({ images: { exists: 'true' } }),
      shape({ images: { exists: 'false' } }),
      filterShape(undefined, FIELDS),
    ];
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  test('does not change while a value is typed', () => {
    expect(shape({ stock: { less_than: '5' } })).toBe(shape({ stock: { less_than: '57' } }));
    expect(shape({ email: { contains: 'a' } })).toBe(shape({ email: { contains: 'ada' } }));
  });
});
