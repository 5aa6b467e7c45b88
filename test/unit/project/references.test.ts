import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { listAnchors, listTargets } from '../../support/documents.ts';
import { projectFiles } from './project-files.ts';

/** Migrations are excluded because they are frozen, including their comments. */
const FILES = ['src', 'test', 'local', 'bench', 'ops', 'docker'].flatMap(projectFiles);
const OF_ROOT = ['.dependency-cruiser.cjs', 'docker-compose.yml', 'Dockerfile', 'knip.ts', 'payload.config.ts'];

const DOCUMENTS = ['README.md', ...projectFiles('docs'), ...FILES].filter((file) => file.endsWith('.md'));
const SOURCES = [...OF_ROOT, ...FILES.filter((file) => /\.(?:tsx?|[cm]?js|sql|css|ya?ml|sh)$/.test(file))].filter(
  (file) => file !== 'test/unit/project/references.test.ts',
);

/** Matches the path of a document from the root of the project, with an optional heading: `docs/spec/api.md#1-auth`. */
const REFERENCE = /(?<![\w/.'"`])docs\/[\w./-]*\w(?:#[\w-]+)?/g;

/** Matches a contract document without its path, or a requirement number. The list of requirements is not in the repository. */
const ELSEWHERE = /(?<![\w/-])(?:api|events|flows|content-model|showroom|data-flow)\.md|\bFR\d[\d.]*/g;

/** Matches a section sign without the name of its standard. */
const SECTION = /(?<!RFC \d+,? |ISO\/IEC [\d-]+ |XML 1\.0 |notice 700 )§+ ?\d[\d.]*/g;

const anchors = new Map<string, Set<string>>();

function isThere(file: string, heading: string | undefined): boolean {
  if (!existsSync(file)) return false;
  if (!heading) return true;
  if (!anchors.has(file)) anchors.set(file, listAnchors(file));
  return anchors.get(file)?.has(heading) ?? false;
}

const broken = (references: readonly string[], folder = ''): string[] =>
  references.filter((reference) => {
    const [file = '', heading] = reference.split('#');
    return !isThere(path.posix.join(folder, decodeURIComponent(file)), heading);
  });

const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([found]) => found);

test.each(DOCUMENTS)('%s links to existing documents and headings', (file) => {
  const local = listTargets(file).filter((target) => !/^(?:[a-z]+:|\/)/.test(target));
  const own = local.map((target) => (target.startsWith('#') ? path.posix.basename(file) + target : target));
  expect(broken(own, path.posix.dirname(file))).toEqual([]);
});

test('code refers to existing documents and headings', () => {
  const found = SOURCES.flatMap((file) =>
    broken(matches(readFileSync(file, 'utf8'), REFERENCE)).map((reference) => `${file}: ${reference}`),
  );
  expect(found).toEqual([]);
});

test('code and documents name no document or section that is not in the repository', () => {
  const found = [...SOURCES, ...DOCUMENTS].flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const elsewhere = file.endsWith('.md') ? [] : matches(text, ELSEWHERE);
    return [...elsewhere, ...matches(text, SECTION)].map((reference) => `${file}: ${reference}`);
  });
  expect(found).toEqual([]);
});

/** Documents with step-by-step instructions. */
const INSTRUCTIONS = ['README.md', 'CONTRIBUTING.md', ...projectFiles('docs/guides')];

/** Matches the path of a file or folder from the root of the project. */
const PROJECT_PATH = /(?<![\w./-])(?:bench|docker|docs|local|migrations|ops|src|test)\/[\w./()-]*\w/g;

/** Files that readers of the guides create. */
const created = new Set(
  INSTRUCTIONS.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?:Create|Record [^`]*) `([^`]+)`/g)].map(([, path]) => String(path)),
  ),
);

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

test.each(INSTRUCTIONS)('%s names existing or generated files, and existing npm scripts', (file) => {
  const text = readFileSync(file, 'utf8');
  const missing = matches(text, PROJECT_PATH).filter((place) => !existsSync(place) && !created.has(place));
  const called = [...text.matchAll(/npm (?:run ([\w:]+)|(test|start)\b)/g)].map(([, run, own]) => String(run ?? own));
  expect([...new Set([...missing, ...called.filter((name) => !(name in scripts))])]).toEqual([]);
});

const testSources = projectFiles('test')
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(file, 'utf8'));

test.each(projectFiles('docs/guides'))('%s names existing tests in its section on failures', (file) => {
  const [, failures = ''] = readFileSync(file, 'utf8').split('## If something fails');
  const names = [...failures.matchAll(/(?<!\*)\*([^*]+)\*(?!\*)/g)].map(([, name]) => String(name));
  expect(names.filter((name) => !testSources.some((source) => source.includes(name)))).toEqual([]);
});
