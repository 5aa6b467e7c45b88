import { type Cell, listCodeSpans, listTables, readBoldShapes } from './documents.ts';

/* The contract, parsed from the tables of docs/spec. Tests take their expectations from it, so that no test contains a copy. */

const API = 'docs/spec/api.md';
const SHOWROOM = 'docs/spec/showroom.md';

/** Matches a call without its query, such as `POST /v1/orders/:orderId`. */
const CALL = /^(GET|POST|PUT|PATCH|DELETE) (\/[^\s?]+)/;

/** A row in the tables of calls in docs/spec/api.md. */
export type ContractCall = {
  call: string;
  callers: string[];
  statuses: string[];
  takes: Cell;
  /** The cell that describes the response in words and code spans. */
  answers: Cell;
  problems: string[];
};

const rowsWith = (file: string, column: string) =>
  listTables(file)
    .filter(({ columns }) => columns[0] === column)
    .flatMap(({ rows }) => rows);

const words = ({ text }: Cell): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);

const cell = (row: Record<string, Cell>, column: string): Cell => {
  const found = row[column];
  if (!found) throw new Error(`A table has no column ${column}.`);
  return found;
};

/** Returns the text of a cell without its code spans. */
const prose = ({ text, codes }: Cell): string => codes.reduce((rest, code) => rest.replace(code, ''), text);

/** Returns the calls in the tables of docs/spec/api.md. */
export const contractCalls = (): ContractCall[] =>
  rowsWith(API, 'call').map((row) => ({
    call: cell(row, 'call').text,
    callers: words(cell(row, 'caller')),
    statuses: prose(cell(row, 'answers')).match(/\b[23]\d\d\b/g) ?? [],
    takes: cell(row, 'takes'),
    answers: cell(row, 'answers'),
    problems: cell(row, 'problems').codes,
  }));

/** Returns the distinct calls in code spans. */
const callsIn = (spans: readonly string[]): string[] => [
  ...new Set(
    spans.flatMap((span) => {
      const [, method, path] = CALL.exec(span) ?? [];
      return method && path ? [`${method} ${path}`] : [];
    }),
  ),
];

/** Returns all calls below `/v1` that docs/spec/showroom.md mentions. */
export const showroomCalls = (): string[] => callsIn(listCodeSpans(SHOWROOM)).filter((call) => call.includes(' /v1/'));

/**
 * Returns the names of calls, topics, collections and so on that are not implemented yet: the code spans in the column "not yet"
 * of docs/spec/README.md. Entries in plain words are left out.
 */
export const notBuilt = (): string[] =>
  rowsWith('docs/spec/README.md', 'section').flatMap((row) => cell(row, 'not yet').codes);

/** Returns the calls in {@link notBuilt}. */
export const callsNotBuilt = (): string[] => callsIn(notBuilt());

const MODEL = 'docs/spec/content-model.md';

const rowsUnder = (file: string, heading: string) =>
  listTables(file)
    .filter((table) => table.heading === heading)
    .flatMap(({ rows }) => rows);

/**
 * A row of the content model for a collection or global. `rules` has the permitted callers of each operation, in the words of
 * the document.
 */
export type ContractEntity = { slug: string; fields: string[]; rules: Record<string, string[]> };

function entitiesUnder(heading: string, operations: readonly string[]): ContractEntity[] {
  return rowsUnder(MODEL, heading).map((row) => ({
    slug: cell(row, 'slug').text,
    fields: cell(row, 'fields').codes,
    rules: Object.fromEntries(operations.map((operation) => [operation, words(cell(row, operation))])),
  }));
}

export const contractCollections = () => entitiesUnder('Collections', ['read', 'create', 'update', 'delete']);

export const contractGlobals = () => entitiesUnder('Globals', ['read', 'update']);

/** A field of an event's payload, and whether it may be null. */
export type ContractField = { name: string; nullable: boolean };

/** A row in the table of topics. */
export type ContractTopic = { topic: string; payload: ContractField[]; subscribers: string[] };

export const contractTopics = (): ContractTopic[] =>
  rowsWith('docs/spec/events.md', 'topic').map((row) => ({
    topic: cell(row, 'topic').text,
    payload: words(cell(row, 'payload')).map((field) => ({
      name: field.replace(/ or null$/, ''),
      nullable: field.endsWith(' or null'),
    })),
    subscribers: cell(row, 'subscribers').codes,
  }));

/** Returns the planned topics. */
export const contractTopicsToCome = (): string[] =>
  rowsWith('docs/spec/events.md', 'coming topic').flatMap((row) => cell(row, 'coming topic').codes);

/** Returns the top-level names of a shape such as `{ id, items: [{ name }], note? }`. Optional names keep their `?`. */
export function readFieldNames(shape: string): string[] {
  let level = 0;
  let outermost = '';
  for (const character of shape) {
    if ('}])'.includes(character)) level -= 1;
    if (level === 1) outermost += character;
    if ('{[('.includes(character)) level += 1;
  }
  return outermost.split(',').map((part) => part.split(':')[0]?.trim() ?? '');
}

/** Like {@link readFieldNames}, without the `?` of optional names. */
export const readKeys = (shape: string): string[] => readFieldNames(shape).map((name) => name.replace('?', ''));

/** Returns the keys of each shape that docs/spec/api.md names in bold. */
export const contractShapes = (): Map<string, string[]> =>
  new Map(readBoldShapes(API).map(([name, shape]) => [name, readKeys(shape)]));

/** Returns the rows of the table of rate limits. */
export const contractLimits = (): { calls: string[]; most: string }[] =>
  rowsWith(API, 'calls').map((row) => ({ calls: cell(row, 'calls').codes, most: cell(row, 'at most').text }));
