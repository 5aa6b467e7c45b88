import type { FlattenedField } from 'payload';
import type { FieldPath } from './field-path.ts';

const EQUALITY = ['equals', 'not_equals', 'in', 'not_in', 'exists'];
const ORDER = ['greater_than', 'greater_than_equal', 'less_than', 'less_than_equal'];
const MATCHING = ['like', 'not_like', 'contains'];
const TEXT = [...EQUALITY, ...ORDER, ...MATCHING];

/** What Postgres can compare the columns of each type of field by. Types that aren't here can't be filtered by. */
const OPERATORS: Partial<Record<FlattenedField['type'], string[]>> = {
  text: TEXT,
  textarea: TEXT,
  email: TEXT,
  code: TEXT,
  number: [...EQUALITY, ...ORDER],
  date: [...EQUALITY, ...ORDER],
  checkbox: ['equals', 'not_equals', 'exists'],
  select: EQUALITY,
  radio: EQUALITY,
  relationship: EQUALITY,
  upload: EQUALITY,
  richText: ['exists'],
  json: ['exists'],
  point: ['equals', 'not_equals', 'exists', 'near', 'within', 'intersects'],
};

const ID = [...EQUALITY, 'like'];
const MANY = ['equals', 'in', 'contains', 'exists'];
const SEVERAL_TARGETS = ['equals', 'not_equals'];
const TARGET_PART = ['equals', 'not_equals', 'in', 'not_in'];

const SORTABLE = new Set<string>([
  'text',
  'textarea',
  'email',
  'code',
  'number',
  'date',
  'checkbox',
  'select',
  'radio',
]);

const hasMany = (field: FlattenedField) => 'hasMany' in field && field.hasMany === true;
const severalTargets = (field: FlattenedField) => 'relationTo' in field && Array.isArray(field.relationTo);

/** The operators that a filter may use on the last field of a path. */
export function operatorsOf({ steps, rest }: FieldPath): readonly string[] {
  const field = steps.at(-1)?.field;
  if (!field || ('virtual' in field && field.virtual === true)) return [];
  if (severalTargets(field)) {
    if (rest.length === 0) return SEVERAL_TARGETS;
    return rest.length === 1 && (rest[0] === 'value' || rest[0] === 'relationTo') ? TARGET_PART : [];
  }
  if (rest.length > 0) return [];
  if (field.name === 'id') return ID;
  if (hasMany(field) && field.type !== 'text' && field.type !== 'number') return MANY;
  return OPERATORS[field.type] ?? [];
}

/** Whether rows have one order by a path: one value for each, that Postgres can compare. */
export function isSortable({ steps, rest }: FieldPath): boolean {
  const last = steps.at(-1)?.field;
  if (!last || rest.length > 0 || ('virtual' in last && last.virtual === true)) return false;
  const oneEach = steps.every(({ field }) => !hasMany(field) && !['array', 'blocks', 'join'].includes(field.type));
  const toOne = (last.type === 'relationship' || last.type === 'upload') && !severalTargets(last);
  return oneEach && (SORTABLE.has(last.type) || toOne);
}

const isScalar = (value: unknown) =>
  value === null || value instanceof Date || ['string', 'number', 'boolean'].includes(typeof value);

/** Whether an operator can take a value: one of them, a list for `in` and `not_in`, text for those that look into it. */
export function takesValue({ steps, rest }: FieldPath, operator: string, value: unknown): boolean {
  const field = steps.at(-1)?.field;
  if (!field) return false;
  if (operator === 'in' || operator === 'not_in') return isList(field, value);
  if (operator === 'near' || operator === 'within' || operator === 'intersects') return true;
  if (operator === 'like' || operator === 'not_like') return typeof value === 'string';
  if (severalTargets(field) && rest.length === 0) return isTarget(value);
  if (hasMany(field) && Array.isArray(value)) return value.every(isScalar);
  if (field.type === 'date' && operator !== 'exists') return isScalar(value) && isMoment(value);
  return isScalar(value);
}

/** Payload takes the text "null" for no value at all where a relation's ids are listed, and then asks Postgres for a list of nothing. */
const isList = (field: FlattenedField, value: unknown) =>
  Array.isArray(value)
    ? value.every(isScalar)
    : typeof value === 'number' || (typeof value === 'string' && !(value === 'null' && 'relationTo' in field));

/** Empty text and "null" stand for no date. */
const isMoment = (value: unknown) =>
  typeof value !== 'string' || value === '' || value === 'null' || !Number.isNaN(Date.parse(value));

const isTarget = (value: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).sort().join() === 'relationTo,value' &&
  Object.values(value).every(isScalar);
