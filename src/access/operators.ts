import type { FlattenedField } from 'payload';
import { isStorableDate } from '../lib/dates.ts';
import { isUuid } from '../lib/ids.ts';
import type { FieldPath } from './resolve-field-path.ts';

/** The operators of text searches. Postgres has to search every row for each word of their operand. */
export const TEXT_OPERATORS: ReadonlySet<string> = new Set(['like', 'not_like', 'contains']);

/** Operators that compare with a list of values; the list may also be sent as text with commas. */
export const LIST_OPERATORS: ReadonlySet<string> = new Set(['in', 'not_in', 'all']);

/** The number of words that a text search looks for. */
export const countWords = (value: unknown): number => String(value).trim().split(/\s+/).length;

/** The number of values in the operand of a condition; 0 if the operand is not a list. */
export function countListValues(operator: string, value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return LIST_OPERATORS.has(operator) ? String(value).split(',').length : 0;
}

const EQUALITY = ['equals', 'not_equals', 'in', 'not_in', 'exists'];
const ORDER = ['greater_than', 'greater_than_equal', 'less_than', 'less_than_equal'];
const MATCHING = ['like', 'not_like', 'contains'];
const TEXT = [...EQUALITY, ...ORDER, ...MATCHING];

/**
 * The operators that Postgres can apply to the columns of each type of field. Filters cannot use fields of other types.
 */
const OPERATORS_BY_TYPE: Partial<Record<FlattenedField['type'], string[]>> = {
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

const ID_OPERATORS = [...EQUALITY, 'like'];
const HAS_MANY_OPERATORS = ['equals', 'in', 'contains', 'exists'];
const POLYMORPHIC_OPERATORS = ['equals', 'not_equals'];
const POLYMORPHIC_PART_OPERATORS = ['equals', 'not_equals', 'in', 'not_in'];

const SORTABLE_TYPES = new Set<string>([
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
const isRelation = ({ type }: FlattenedField) => type === 'relationship' || type === 'upload';
const isPolymorphic = (field: FlattenedField) => 'relationTo' in field && Array.isArray(field.relationTo);

/** Lists the operators that a filter may use on the last field of a path. */
export function listOperators({ steps, rest }: FieldPath): readonly string[] {
  const field = steps.at(-1)?.field;
  if (!field || ('virtual' in field && field.virtual === true)) return [];
  if (isPolymorphic(field)) {
    if (rest.length === 0) return POLYMORPHIC_OPERATORS;
    return rest.length === 1 && (rest[0] === 'value' || rest[0] === 'relationTo') ? POLYMORPHIC_PART_OPERATORS : [];
  }
  if (rest.length > 0) return [];
  if (field.name === 'id') return ID_OPERATORS;
  if (hasMany(field) && field.type !== 'text' && field.type !== 'number') return HAS_MANY_OPERATORS;
  return OPERATORS_BY_TYPE[field.type] ?? [];
}

/**
 * Whether rows can be sorted by a path, that is, the path has one value in each row, and Postgres can compare values of its type.
 */
export function isSortable({ steps, rest }: FieldPath): boolean {
  const last = steps.at(-1)?.field;
  if (!last || rest.length > 0 || ('virtual' in last && last.virtual === true)) return false;
  const isSingleValued = steps.every(
    ({ field }) => !hasMany(field) && !['array', 'blocks', 'join'].includes(field.type),
  );
  const isToOneRelation = (last.type === 'relationship' || last.type === 'upload') && !isPolymorphic(last);
  return isSingleValued && (SORTABLE_TYPES.has(last.type) || isToOneRelation);
}

const isScalar = (value: unknown) =>
  value === null || value instanceof Date || ['string', 'number', 'boolean'].includes(typeof value);

/** Whether a value in a filter means "no value": null, empty text, or the text "null". */
const isNone = (value: unknown) => value === null || value === '' || value === 'null';

const CHOICE_TYPES = new Set<string>(['checkbox', 'select', 'radio']);

/**
 * Converts text that means "no value" to null if `equals` or `not_equals` compares it with a checkbox, select or radio field. For
 * dates, numbers and relations, Payload converts such text itself.
 */
export function toOperand({ steps }: FieldPath, operator: string, value: unknown): unknown {
  const isChoice = CHOICE_TYPES.has(steps.at(-1)?.field.type ?? '');
  return isChoice && (operator === 'equals' || operator === 'not_equals') && isNone(value) ? null : value;
}

const BOOLEAN = /^(?:true|false|1|0)$/i;

/**
 * Whether Postgres can compare a column of the field with a value. For some types, Payload would treat text that is not a value
 * of the type as null, and find the documents that have no value.
 */
function isComparable(field: FlattenedField, value: unknown): boolean {
  if (!isScalar(value) || (typeof value === 'string' && value.includes('\0'))) return false;
  switch (field.type) {
    case 'date':
      return isNone(value) || isStorableDate(value);
    case 'number':
      return isNone(value) || Number.isFinite(Number(value));
    case 'checkbox':
      return value === null || BOOLEAN.test(String(value));
    case 'select':
    case 'radio':
      return value === null || listOptions(field).includes(value);
    default:
      return true;
  }
}

const listOptions = ({ options }: Extract<FlattenedField, { type: 'select' | 'radio' }>): unknown[] =>
  options.map((option) => (typeof option === 'string' ? option : option.value));

/**
 * Whether an operator accepts a value: a list for `in` and `not_in`, text for `like` and `not_like`, a single value for most
 * other operators. Relations can be compared with ids only.
 */
export function isValidOperand({ steps, rest }: FieldPath, operator: string, value: unknown): boolean {
  const field = steps.at(-1)?.field;
  if (!field) return false;
  if (operator === 'exists') return isScalar(value);
  const isList = operator === 'in' || operator === 'not_in';
  const comparesIds = (isRelation(field) && rest[0] !== 'relationTo') || (field.name === 'id' && isList);
  const accepts = (each: unknown) => (comparesIds ? isUuid(each) : isComparable(field, each));
  if (isList) return isListOperand(field, value) && toList(value).every(accepts);
  if (operator === 'near' || operator === 'within' || operator === 'intersects') return true;
  if (operator === 'like' || operator === 'not_like') return typeof value === 'string' && accepts(value);
  if (isPolymorphic(field) && rest.length === 0) return isPolymorphicTarget(value);
  // A part (`value` or `relationTo`) of a relation to several collections cannot be compared with an empty value: Payload would
  // send Postgres a comparison without a column.
  if (isPolymorphic(field) && isNone(value)) return false;
  if (hasMany(field) && Array.isArray(value)) return value.every(accepts);
  return (comparesIds && isNone(value)) || accepts(value);
}

/**
 * Whether `in` and `not_in` accept a value. In filters on relations, Payload would treat the text "null" as no value, and query
 * Postgres with an empty list. For relations to several collections, Payload does not split text into a list.
 */
const isListOperand = (field: FlattenedField, value: unknown) => {
  if (Array.isArray(value)) return value.every(isScalar);
  if (isPolymorphic(field)) return false;
  return typeof value === 'number' || (typeof value === 'string' && !(value === 'null' && 'relationTo' in field));
};

const toList = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [value];

const isPolymorphicTarget = (value: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).sort().join() === 'relationTo,value' &&
  Object.values(value).every(isScalar) &&
  'value' in value &&
  isUuid(value.value);
