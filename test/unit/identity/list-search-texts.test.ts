import { expect, test } from 'vitest';
import { listSearchTexts } from '../../../src/services/identity/delete-preferences.ts';

test('the layout of a list is not a search, whatever it contains', () => {
  const layout = {
    ...{ columns: [{ accessor: 'status', active: true }], limit: 25, preset: null, sort: '-createdAt' },
    ...{ groupBy: 'status', editViewType: 'default', fields: { items: { collapsed: ['ada', 'lovelace'] } } },
  };
  for (const preference of [layout, 'ada lovelace', ['ada lovelace'], 25, null, undefined]) {
    expect(listSearchTexts(preference)).toEqual([]);
  }
});

test('the conditions of a filter form one group, and each alternative forms another; fields and numbers are left out', () => {
  expect(listSearchTexts({ search: 'ada', limit: 10 })).toEqual([['ada']]);
  const where = {
    or: [
      { and: [{ firstName: { like: 'ada' } }, { lastName: { in: ['lovelace', 'king'] } }, { total: { equals: 207 } }] },
      { and: [{ status: { equals: 'PENDING' } }] },
    ],
  };
  const found = listSearchTexts({ sort: 'lastName', queries: { customers: { where } } });
  expect(found.map((group) => group.toSorted())).toEqual(
    expect.arrayContaining([['ada', 'king', 'lovelace'], ['PENDING']]),
  );
  expect(found.flat()).toHaveLength(4);
});

test('the nesting of conditions has no limit', () => {
  let where: unknown = 'ada';
  for (let depth = 0; depth < 100_000; depth += 1) where = [where];
  expect(listSearchTexts({ where })).toEqual([['ada']]);
});
