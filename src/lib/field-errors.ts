import { isDeepStrictEqual } from 'node:util';
import type { FlattenedField, PayloadRequest, Validate } from 'payload';

export type DocumentFieldError = { path: string; label: string; message: string };

type Values = Record<string, unknown>;

/** The document under validation: `data` has its new values. `isComplete` is explained at {@link findFieldErrors}. */
type Context = { req: PayloadRequest; id?: string | number; data: Values; isComplete: boolean };

/**
 * Returns the validation errors of a document, which may be a draft. Payload itself does not validate drafts.
 * @param stored the values before the change
 * @param isComplete true to validate as for publication; false for a draft: fields may be empty, and only changed values are
 * validated
 */
export async function findFieldErrors(
  fields: readonly FlattenedField[],
  values: Values,
  stored: Values,
  { req, id, isComplete }: Omit<Context, 'data'>,
): Promise<DocumentFieldError[]> {
  return checkFields(fields, values, stored, '', { req, id, data: values, isComplete });
}

async function checkFields(
  fields: readonly FlattenedField[],
  values: Values,
  stored: Values,
  prefix: string,
  context: Context,
): Promise<DocumentFieldError[]> {
  const errors: DocumentFieldError[] = [];
  for (const field of fields) {
    if (!isShown(field, values, context)) continue;
    const [value, previous] = [values[field.name], stored[field.name]];
    const path = `${prefix}${field.name}`;
    const message = await validate(field, value, previous, { path, siblings: values, context });
    if (message !== undefined) errors.push({ path, label: toLabel(field), message });
    for (const [at, inner, innerStored] of listInner(field, value, previous))
      errors.push(...(await checkFields(inner.fields, inner.values, innerStored, `${path}.${at}`, context)));
  }
  return errors;
}

const toLabel = (field: FlattenedField): string =>
  'label' in field && typeof field.label === 'string' ? field.label : field.name;

function isShown(field: FlattenedField, siblings: Values, { req, id, data }: Context): boolean {
  const condition = 'admin' in field ? field.admin?.condition : undefined;
  if (typeof condition !== 'function') return true;
  const options = {
    blockData: {},
    operation: id === undefined ? 'create' : 'update',
    path: [field.name],
    user: req.user,
  };
  return Boolean(condition(data, siblings, options as Parameters<typeof condition>[2]));
}

type Place = { path: string; siblings: Values; context: Context };

/**
 * Field types that are not validated in a draft. The conditions of a reference, such as an active author, must be met only when
 * the document is published; rich text is validated by its own hook.
 */
const UNLIMITED_TYPES = new Set<FlattenedField['type']>(['relationship', 'upload', 'richText', 'blocks', 'join']);

async function validate(
  field: FlattenedField,
  value: unknown,
  previousValue: unknown,
  { path, siblings, context: { req, id, data, isComplete } }: Place,
): Promise<string | undefined> {
  if (!('validate' in field) || typeof field.validate !== 'function') return undefined;
  const isEmpty = value === undefined || value === null || value === '';
  if (!isComplete && (isEmpty || UNLIMITED_TYPES.has(field.type) || isDeepStrictEqual(value, previousValue)))
    return undefined;
  const result = await (field.validate as Validate<unknown, unknown, unknown, object>)(value, {
    ...field,
    ...(!isComplete && { required: false, minRows: undefined }),
    ...{ id, data, siblingData: siblings, blockData: {}, previousValue, req },
    ...{ event: 'submit', operation: id === undefined ? 'create' : 'update', overrideAccess: true },
    ...{ path: path.split('.'), preferences: { fields: {} } },
  } as unknown as Parameters<Validate<unknown, unknown, unknown, object>>[1]);
  return typeof result === 'string' ? result : undefined;
}

type Inner = [at: string, { fields: readonly FlattenedField[]; values: Values }, stored: Values];

/**
 * Lists the fields inside a group, or inside each row of an array, with their new and stored values. Stored rows are found by id.
 */
function listInner(field: FlattenedField, value: unknown, stored: unknown): Inner[] {
  if (!('flattenedFields' in field)) return [];
  const fields = field.flattenedFields;
  if (field.type !== 'array') return [['', { fields, values: toValues(value) }, toValues(stored)]];
  const rows = Array.isArray(value) ? value : [];
  const storedById = new Map((Array.isArray(stored) ? stored : []).map((row) => [toValues(row).id, row]));
  return rows.map((row, i) => [`${i}.`, { fields, values: toValues(row) }, toValues(storedById.get(toValues(row).id))]);
}

const toValues = (value: unknown): Values => (typeof value === 'object' && value !== null ? (value as Values) : {});
