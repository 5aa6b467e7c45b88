import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { listTables, parseTokens } from '../../support/documents.ts';
import { projectFiles } from './project-files.ts';

const FILE = 'docs/architecture.md';

/** Most domains use these, so the diagram leaves them out. */
const LEFT_OUT = ['settings', 'history', 'operations'];

const domains = readdirSync('src/services');

const foldersIn = (folder: string) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${name}/`);

/** Lists the edges that the diagram needs: one for each domain whose files import the face of another domain. */
function listEdges(): string[] {
  const edges = projectFiles('src/').flatMap((file) => {
    const domain = file.split('/')[2] ?? '';
    if (!/\.tsx?$/.test(file) || !domains.includes(domain)) return [];
    return [...readFileSync(file, 'utf8').matchAll(/ from '([^']+)\/index\.ts'/g)]
      .map(([, specifier = '']) => path.posix.join(path.posix.dirname(file), specifier))
      .filter((imported) => path.posix.dirname(imported) === 'src/services')
      .map((imported) => `${domain} --> ${path.posix.basename(imported)}`);
  });
  return [...new Set(edges)].filter((edge) => !edge.split(' --> ').some((name) => LEFT_OUT.includes(name)));
}

test('every folder of src is in the table', () => {
  const table = listTables(FILE).find(({ columns }) => columns[0] === 'folder of src');
  const stated = table?.rows.flatMap((row) => Object.values(row)[0]?.codes ?? []) ?? [];
  expect([...stated].sort()).toEqual(foldersIn('src').sort());
});

test('every domain is in the table', () => {
  const stated = listTables(FILE).find(({ columns }) => columns[0] === 'domain')?.rows ?? [];
  expect(stated.map((row) => row.domain?.text).sort()).toEqual(domains.sort());
});

test('the diagram of the domains has an edge for each face that a domain imports', () => {
  const diagram = parseTokens(FILE).findLast(({ info }) => info === 'mermaid')?.content ?? '';
  const drawn = [...diagram.matchAll(/^ {2}(\w+) --> (.+)$/gm)].flatMap(([, from, to = '']) =>
    to.split(' & ').map((each) => `${from} --> ${each}`),
  );
  expect(drawn.sort()).toEqual(listEdges().sort());
});
