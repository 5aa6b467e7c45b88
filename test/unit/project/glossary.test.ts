import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listTables } from '../../support/documents.ts';

const tables = new Set(
  [...readFileSync('test/schema.sql', 'utf8').matchAll(/^CREATE TABLE (\w+)/gm)].map(([, name]) => name),
);

describe.each(listTables('docs/glossary.md'))('the glossary of $heading', ({ rows }) => {
  it('names a table or a file for each term', () => {
    const where = rows.flatMap((row) => row.where?.codes ?? []);
    expect(where).toHaveLength(rows.length);
    expect(where.filter((place) => !tables.has(place) && !(place.includes('/') && existsSync(place)))).toEqual([]);
  });

  it('is in alphabetical order', () => {
    const terms = rows.map((row) => row.term?.text ?? '');
    expect(terms).toEqual([...terms].sort((a, b) => a.localeCompare(b, 'en')));
  });
});
