import {
  type AfterErrorHook,
  type ArrayField,
  beforeChangeTraverseFields,
  type CollectionBeforeChangeHook,
  type FieldHook,
  flattenAllFields,
  type PayloadRequest,
  type TypeWithID,
  ValidationError,
  type ValidationFieldError,
} from 'payload';
import { findDuplicateField, findMissingReference, isConnectivityError, isDataError } from '../database/errors.ts';
import { toConstraintProblem } from '../database/to-constraint-problem.ts';
import { isMalformedRequest, isProblem, Problem } from '../lib/problem.ts';

/**
 * Maps errors for which Payload's REST and GraphQL APIs would return status 500: an unreachable dependency becomes 503; a value
 * that Postgres refuses, a malformed form and invalid JSON become 400, with the name of the field if it is known. Runs before the
 * other error hooks, which replace its response with a more specific one.
 */
export const mapErrors: AfterErrorHook = ({ error, req, graphqlResult }) => {
  const problem = toClientProblem(req, error);
  if (!problem) return;
  const { status, message } = problem;
  const body = toErrorBody(problem);
  return {
    status,
    response: { errors: [body] },
    ...(graphqlResult && {
      graphqlResult: { ...graphqlResult, message, extensions: { statusCode: status, ...body } },
    }),
  };
};

function toClientProblem(req: PayloadRequest, error: unknown): Problem | undefined {
  const original = (error as { originalError?: unknown }).originalError ?? error;
  if (isConnectivityError(original)) return new Problem('unavailable');
  if (isDataError(original)) {
    const field = findMissingReference(req.payload, original);
    return field
      ? new Problem('validation_failed', 'This document does not exist any more. Choose another.', { field })
      : new Problem('validation_failed', 'A value does not match the type of its field.');
  }
  if (original instanceof SyntaxError)
    return new Problem('validation_failed', 'This part of the request is not valid JSON.', {
      field: findJsonPart(req),
    });
  if (isMalformedRequest(original)) return new Problem('validation_failed', 'The form is malformed or incomplete.');
  return undefined;
}

/** The part of a request that Payload parses as JSON: the filter in the query if there is one, else the fields of a form. */
const findJsonPart = ({ query }: PayloadRequest): string => (typeof query?.where === 'string' ? 'where' : '_payload');

/**
 * Converts a problem to an error in the format of Payload's forms. The error has the code of the problem. If the
 * problem names a field, the message appears at this field.
 */
function toErrorBody({ code, message, field }: Problem) {
  const fieldErrors = field ? { errors: [{ message, path: field }] } : {};
  return { name: field ? 'ValidationError' : 'Problem', message, data: { code, ...fieldErrors } };
}

const REFUSAL_STATUSES = new Set([400, 409, 422]);

/**
 * Reports a refusal (400, 409 or 422) in the format of Payload's forms: status 400, the problem code, and the message at the
 * field.
 */
export const mapProblemToFieldError: AfterErrorHook = ({ error }) => {
  const problem = isProblem(error) ? error : toConstraintProblem(error);
  if (!problem || !REFUSAL_STATUSES.has(problem.status)) return;
  return { status: 400, response: { errors: [toErrorBody(problem)] } };
};

/**
 * Reports a unique violation in a bulk edit (such as a duplicate slug) as Payload does for a single document: 400, with the
 * message at the field. In a bulk edit Payload swallows the violation and fails at the next statement.
 */
export const mapDuplicateToFieldError: AfterErrorHook = ({ error, req, collection }) => {
  const path = findDuplicateField(req.payload, error);
  if (!path) return;
  const errors = [{ message: req.t('error:valueMustBeUnique'), path }];
  const { name, message, data, status } = new ValidationError({ collection: collection?.slug, errors }, req.t);
  return { status, response: { errors: [{ name, message, data }] } };
};

type HookArgs = Parameters<CollectionBeforeChangeHook>[0];

/**
 * Wraps a `beforeChange` hook that throws a Problem for a field, so that the form shows this error together with all others.
 * Payload validates the fields only after the hook; without the wrapper the other errors would appear only at the next save.
 * @throws ValidationError with all errors; the Problem itself if there is no other error
 */
export const withFieldErrors =
  <T extends TypeWithID>(hook: CollectionBeforeChangeHook<T>): CollectionBeforeChangeHook<T> =>
  async (args) => {
    try {
      return await hook(args);
    } catch (error) {
      if (!isProblem(error) || !error.field) throw error;
      const path = error.field;
      const others = (await listInvalidFields(args)).filter((invalid) => invalid.path !== path);
      if (others.length === 0) throw error;
      const { collection, req } = args;
      const errors = [...others, { path, message: error.message, label: path }];
      throw new ValidationError({ collection: collection.slug, errors, req }, req.t);
    }
  };

/** Returns the errors that Payload's validation would find after the hook. */
async function listInvalidFields({ collection, context, data, originalDoc, operation, req }: HookArgs) {
  const errors: ValidationFieldError[] = [];
  const [values, stored] = [structuredClone(data), originalDoc ?? {}];
  await beforeChangeTraverseFields({
    ...{ collection, context, req, operation, errors, global: null, fields: collection.fields, overrideAccess: true },
    ...(originalDoc ? { id: originalDoc.id } : {}),
    ...{ data: values, doc: stored, docWithLocales: stored },
    ...{ siblingData: values, siblingDoc: stored, siblingDocWithLocales: stored },
    ...{ fieldLabelPath: '', parentIndexPath: '', parentIsLocalized: false, parentPath: '', parentSchemaPath: '' },
    mergeLocaleActions: [],
  });
  return errors;
}

type Row = Record<string, unknown>;

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): boolean => value === undefined || value === null || typeof value === 'string';

/**
 * Refuses a value unless it is a list of objects whose text fields contain strings. Payload would drop rows that are not objects
 * and store the rest, treat a number as an empty list, and convert an object or list in a text field to JSON text.
 * @throws Problem `validation_failed`
 */
export const validateArrayRows: FieldHook = ({ value, field, path }) => {
  if (value === undefined) return value;
  const fieldPath = path.join('.');
  if (!Array.isArray(value)) throw createRefusal('Send a list.', fieldPath);
  const texts = listTextFields(field as ArrayField);
  value.forEach((row: unknown, i) => {
    if (!isRow(row)) throw createRefusal('Send a list of objects.', `${fieldPath}.${i}`);
    const invalidField = texts.find((name) => !isText(row[name]));
    if (invalidField) throw createRefusal('Send a string.', `${fieldPath}.${i}.${invalidField}`);
  });
  return value;
};

const listTextFields = ({ fields }: ArrayField): string[] =>
  flattenAllFields({ fields, cache: true })
    .filter(({ type }) => type === 'text')
    .map(({ name }) => name);

const createRefusal = (detail: string, field: string) => new Problem('validation_failed', detail, { field });
