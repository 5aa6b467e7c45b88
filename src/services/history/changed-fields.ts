import { isDeepStrictEqual } from 'node:util';

/** What became of a field; of one that may name somebody, only that it changed. */
export type FieldChange = { from: unknown; to: unknown } | 'hidden';

/** Of Payload, and no content. */
const BOOKKEEPING = new Set(['id', 'createdAt', 'updatedAt', 'globalType']);

const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** The fields that differ, those of groups by their path (`sales.vatRate`); a list counts as one field. */
export function changedFields(before: object, after: object): Record<string, FieldChange> {
  const [was, becomes] = [fieldsOf(before), fieldsOf(after)];
  const changed = [...new Set([...Object.keys(was), ...Object.keys(becomes)])].filter(
    (name) => !isDeepStrictEqual(was[name], becomes[name]),
  );
  return Object.fromEntries(changed.map((name) => [name, { from: was[name] ?? null, to: becomes[name] ?? null }]));
}

function fieldsOf(value: object, path = ''): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    if (BOOKKEEPING.has(name) || isNothing(inner)) continue;
    if (isGroup(inner)) Object.assign(fields, fieldsOf(inner, `${path}${name}.`));
    else fields[`${path}${name}`] = plain(inner);
  }
  return fields;
}

/** A field that was left empty is stored as null, as an empty text, or not at all. */
const isNothing = (value: unknown) => value === undefined || value === null || value === '';

/** Without the ids of rows, which a form may give anew, and without what was left empty. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isGroup(value)) return value;
  const kept = Object.entries(value).filter(([name, inner]) => !BOOKKEEPING.has(name) && !isNothing(inner));
  return Object.fromEntries(kept.map(([name, inner]) => [name, plain(inner)]));
}
