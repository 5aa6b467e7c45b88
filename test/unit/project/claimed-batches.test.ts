import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { projectFiles } from './project-files.ts';

// Postgres may run the subquery of `IN (…)` more than once, and a second run skips the rows that the first one locked: a batch
// would have more rows than its limit. A CTE runs once.
const LOCKING_SUBQUERY = /\bIN\s*\(\s*SELECT\b.*?\bSKIP LOCKED\b/is;

it('a batch of rows is locked by a CTE or a statement of its own, not by a subquery of IN', () => {
  expect('DELETE FROM a WHERE id IN (SELECT id FROM a LIMIT 9 FOR UPDATE SKIP LOCKED)').toMatch(LOCKING_SUBQUERY);
  const statements = projectFiles('src/').flatMap(
    (file) => readFileSync(file, 'utf8').match(/`[^`]*SKIP LOCKED[^`]*`/gi) ?? [],
  );
  expect(statements.length).toBeGreaterThan(10);
  expect(statements.filter((text) => LOCKING_SUBQUERY.test(text))).toEqual([]);
});
