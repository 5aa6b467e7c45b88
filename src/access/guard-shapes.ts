import { type FlattenedField, type Payload, type PayloadRequest, ValidationError } from 'payload';
import { isStorableDate } from '../lib/dates.ts';
import { isUuid } from '../lib/ids.ts';

/** A value whose kind does not fit its field. `path` is the dotted path of the field. */
export type Misshapen = { path: string; message: string };

const TEXTS = new Set<string>(['text', 'textarea', 'email', 'code']);

/**
 * Lists the values of `data` whose kind (text, number, date, object or list) does not fit their field. Payload's own hooks would
 * fail on such values before the fields are validated. All other rules are left to the validation of the fields.
 */
export function findMisshapen(fields: readonly FlattenedField[], data: unknown, prefix = ''): Misshapen[] {
  if (!isObject(data)) return [];
  return fields.flatMap((field) => checkField(field, data[field.name], `${prefix}${field.name}`));
}

function checkField(field: FlattenedField, value: unknown, path: string): Misshapen[] {
  if (value === undefined) return [];
  switch (field.type) {
    case 'group':
    case 'tab':
      if (!isObject(value)) return [{ path, message: 'This group of fields must be an object.' }];
      return findMisshapen(field.flattenedFields, value, `${path}.`);
    case 'array':
      return checkRows(value, path, () => field.flattenedFields);
    case 'blocks':
      return checkRows(value, path, (row) => field.blocks.find(({ slug }) => slug === row.blockType)?.flattenedFields);
    case 'relationship':
    case 'upload':
      if (Array.isArray(value) && value.some((each) => each === null || each === undefined))
        return [{ path, message: 'This list must not contain empty entries.' }];
      return [value].flat().every(isReference) ? [] : [{ path, message: 'This field must be the id of a document.' }];
    case 'number':
      return isNumeric(field, value) ? [] : [{ path, message: 'This field must be a number.' }];
    case 'date':
      return isMoment(value)
        ? []
        : [{ path, message: 'This field must be a date, such as 2026-11-30 or 2026-11-30T10:00:00Z.' }];
    default:
      return TEXTS.has(field.type) && !isText(field, value) ? [{ path, message: 'This field must be text.' }] : [];
  }
}

const checkRows = (
  rows: unknown,
  path: string,
  getFields: (row: Record<string, unknown>) => readonly FlattenedField[] | undefined,
): Misshapen[] =>
  Array.isArray(rows)
    ? rows.flatMap((row, index) => {
        if (!isObject(row)) return [{ path: `${path}.${index}`, message: 'Each row must be an object.' }];
        return findMisshapen(getFields(row) ?? [], row, `${path}.${index}.`);
      })
    : [];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value is a date, or empty. Forms send empty text for no date. */
const isMoment = (value: unknown) => value === null || value === '' || isStorableDate(value);

/** Values that forms send if no document is chosen. */
const NO_DOCUMENT = new Set(['', 'none', 'null']);

/** Whether a value can be a reference: empty, an id, an object with `relationTo` and an id as `value`, or a whole document. */
function isReference(value: unknown): boolean {
  if (typeof value === 'number') return false;
  if (typeof value === 'string') return NO_DOCUMENT.has(value) || isUuid(value);
  return !isObject(value) || !('relationTo' in value) || isReference(value.value);
}

/**
 * Whether a value is empty, a number, or a number as text, as forms send it. For a field with `hasMany`, a list of numbers is
 * valid too.
 */
function isNumeric(field: FlattenedField, value: unknown): boolean {
  if (Array.isArray(value))
    return 'hasMany' in field && field.hasMany === true && value.every((each) => isNumber(each));
  return value === null || isNumber(value);
}

const isNumber = (value: unknown) =>
  typeof value === 'number' || (typeof value === 'string' && Number.isFinite(Number(value)));

const isText = (field: FlattenedField, value: unknown): boolean =>
  value === null ||
  typeof value === 'string' ||
  ('hasMany' in field &&
    field.hasMany === true &&
    Array.isArray(value) &&
    value.every((each) => typeof each === 'string'));

type Entity = { collection: string } | { global: string };
type Write = { data?: unknown; overrideAccess?: boolean };

/**
 * Makes every collection and global refuse data with a value whose kind does not fit its field. The status is 400, and the error
 * names the fields. This applies to REST, GraphQL and the admin UI.
 */
export function guardShapes(payload: Payload): void {
  for (const { config } of Object.values(payload.collections))
    config.hooks.beforeOperation.push(createCheck({ collection: config.slug }, config.flattenedFields));
  for (const { hooks, slug, flattenedFields } of payload.globals.config)
    hooks.beforeOperation = [...(hooks.beforeOperation ?? []), createCheck({ global: slug }, flattenedFields)];
}

/**
 * Creates a hook that throws a ValidationError with all fields whose value has the wrong kind. Writes by the system itself
 * (`overrideAccess`) are not checked.
 */
const createCheck =
  (entity: Entity, fields: readonly FlattenedField[]) =>
  ({ args, req }: { args?: object; req: PayloadRequest }): void => {
    const { data, overrideAccess } = args as Write;
    const errors = overrideAccess ? [] : findMisshapen(fields, data);
    if (errors.length > 0) throw new ValidationError({ ...entity, errors, req });
  };
