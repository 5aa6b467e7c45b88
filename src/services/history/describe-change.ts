import type { FieldChange } from '../../database/change-log.ts';
import { toLondon } from '../../lib/dates.ts';
import { formatPence } from '../../lib/money.ts';
import { type FieldWords, toFieldWords } from './field-words.ts';

const INSTANT = /^\d{4}-\d\d-\d\dT/;
const DAY = /^\d{4}-\d\d-\d\d$/;

/**
 * Formats the value of a field: amounts in pounds, times in London time, options by their label, and an empty value as a dash.
 */
export function valueInWords(words: Pick<FieldWords, 'kind' | 'options'>, value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return words.kind === 'money' ? formatPence(value) : value.toLocaleString('en-GB');
  if (Array.isArray(value)) return value.map((item) => valueInWords(words, item)).join(', ') || 'none';
  const text = String(value);
  if (INSTANT.test(text)) return toLondon(text).toFormat('d LLL yyyy, HH:mm');
  if (DAY.test(text)) return toLondon(text).toFormat('d LLL yyyy');
  return words.options.get(text) ?? text;
}

type Row = Record<string, unknown>;

type Describe = (words: FieldWords, change: FieldChange) => string[];

/** Sets of fields that identify a row. A row is identified by the first set whose first field the row has. */
const IDENTITY = [['key'], ['name'], ['date', 'showroom'], ['type', 'showroom'], ['day', 'opens'], ['label']];

/** Sets of fields whose values name a row for people. A row is named by the first set whose first field the row has. */
const NAMES = [['name'], ['label'], ['date', 'reason'], ['type'], ['day', 'opens', 'closes']];

export const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Describes a change of a list, with one phrase for each row that was added, removed or changed. */
export function describeRows(list: FieldWords, from: readonly Row[], to: readonly Row[], describe: Describe): string[] {
  const [before, after] = [byIdentity(from), byIdentity(to)];
  const about = (row: Row, what: string) => `${list.label}: ${describeRow(list, row)} ${what}`;
  const lines = [...new Set([...before.keys(), ...after.keys()])].flatMap((identity) => {
    const [was, becomes] = [before.get(identity), after.get(identity)];
    if (!was) return becomes ? [about(becomes, 'added')] : [];
    if (!becomes) return [about(was, 'removed')];
    const changes = describeRowChanges(list, was, becomes, describe);
    return changes.length > 0 ? [about(becomes, `changed: ${changes.join('; ')}`)] : [];
  });
  return lines.length > 0 ? lines : [`${list.label}: order changed`];
}

function describeRowChanges(list: FieldWords, was: Row, becomes: Row, describe: Describe): string[] {
  const names = [...new Set([...Object.keys(was), ...Object.keys(becomes)])];
  return names
    .filter((name) => JSON.stringify(was[name]) !== JSON.stringify(becomes[name]))
    .flatMap((name) => {
      const words = toFieldWords(
        name,
        list.rows.find((field) => field.name === name),
      );
      return describe(words, { from: was[name] ?? null, to: becomes[name] ?? null });
    });
}

/** Maps rows by their identity. A number distinguishes rows with the same identity. */
function byIdentity(rows: readonly Row[]): Map<string, Row> {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const names = IDENTITY.find(([first]) => row[first as string] !== undefined);
    const identity = JSON.stringify(names ? names.map((name) => row[name] ?? null) : row);
    let place = 0;
    while (found.has(`${identity} ${place}`)) place++;
    found.set(`${identity} ${place}`, row);
  }
  return found;
}

function describeRow(list: FieldWords, row: Row): string {
  const names = NAMES.find(([first]) => row[first as string] !== undefined) ?? [];
  const values = names.flatMap((name) => {
    if (row[name] === undefined || row[name] === null) return [];
    return [
      valueInWords(
        toFieldWords(
          name,
          list.rows.find((field) => field.name === name),
        ),
        row[name],
      ),
    ];
  });
  return values.length > 0 ? `“${values.join(', ')}”` : 'a row';
}

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/**
 * Describes a change in short phrases, one per field or per row of a list, such as "Status: Pending → Confirmed" or "Funnels:
 * “Kitchens” added". If the values are not stored, or are references, the phrase has only the label: "Phone changed".
 */
export function describeChange(words: FieldWords, change: FieldChange): string[] {
  const { label } = words;
  if (change === 'hidden') return [`${label} changed`];
  const { from, to } = change;
  if (isRows(from) || isRows(to)) return describeRows(words, toRows(from), toRows(to), describeChange);
  if (isReference(words, from) || isReference(words, to)) return [`${label} changed`];
  return [`${label}: ${valueInWords(words, from)} → ${valueInWords(words, to)}`];
}

/**
 * Whether a value is an id, which means nothing to readers. The id of an existing slot has already been replaced by the slot's
 * time.
 */
const isReference = ({ kind }: FieldWords, value: unknown): boolean =>
  typeof value === 'string' ? UUID.test(value) : kind === 'reference' && typeof value === 'object' && value !== null;

const isRows = (value: unknown): boolean => Array.isArray(value) && value.some(isRow);

const toRows = (value: unknown) => (Array.isArray(value) ? value.filter(isRow) : []);
