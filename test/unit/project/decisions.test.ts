import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { listTables, listTargets, parseTokens, plainText } from '../../support/documents.ts';
import { projectFiles } from './project-files.ts';

const FOLDER = 'docs/decisions';
const files = projectFiles(FOLDER).filter((file) => /\/\d{4}-[^/]+\.md$/.test(file));

const toNumber = (file: string) => path.basename(file).slice(0, 4);

/** Returns the title of a decision record, and its line with date and status. */
function readHead(file: string): { title: string; line: string } {
  const [, title, , , line] = parseTokens(file);
  return { title: plainText(title), line: plainText(line) };
}

const LINE = /^Date: (\d{4}-\d\d-\d\d) · Status: (.+)$/;

/** The relations between decision records, each with its inverse. */
const COUNTERPARTS: [said: string, answered: string][] = [
  ['replaced by', 'replaces'],
  ['in part replaced by', 'replaces a part of'],
  ['added to by', 'adds to'],
];

/** Returns the relations in the status of a record, as pairs of a relation and a record number. `accepted` has none. */
function readRelations(file: string): [relation: string, other: string][] {
  const [, , status = ''] = LINE.exec(readHead(file).line) ?? [];
  return [...status.matchAll(/(?:^|, )([a-z ]+?) (\d{4})/g)].map(([, relation = '', other = '']) => [relation, other]);
}

describe.each(files)('%s', (file) => {
  it('has a number in its title, a date and a status', () => {
    const { title, line } = readHead(file);
    expect(title.startsWith(`${toNumber(file)} `)).toBe(true);
    const [, date, status] = LINE.exec(line) ?? [];
    expect(date, line).toBeDefined();
    expect(status).toMatch(/^(?:accepted|replaced by \d{4}|withdrawn)(?:, |$)/);
  });

  it('has the inverse relation in the records that it names', () => {
    const all = [...COUNTERPARTS, ...COUNTERPARTS.map(([said, answered]) => [answered, said] as const)];
    for (const [relation, other] of readRelations(file)) {
      const answer = all.find(([said]) => said === relation)?.[1];
      const named = files.find((each) => toNumber(each) === other);
      expect(answer, relation).toBeDefined();
      expect(named && readRelations(named)).toContainEqual([answer, toNumber(file)]);
    }
  });
});

test('the index lists every record by title, in order', () => {
  const index = `${FOLDER}/README.md`;
  const rows = listTables(index).flatMap((table) => table.rows.map((row) => `${row['']?.text} ${row.decision?.text}`));
  expect(rows).toEqual(files.map((file) => readHead(file).title));
  expect(listTargets(index)).toEqual(files.map((file) => path.basename(file)));
});
