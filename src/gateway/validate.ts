import type { z } from 'zod';
import { type FieldError, Problem } from '../problem.ts';

/**
 * Parses `value` by `schema`.
 * @throws Problem `validation_failed` that names every path which does not fit.
 */
export function validate(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Problem('validation_failed', undefined, { errors: result.error.issues.flatMap(fieldErrors) });
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const path = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({ path: path ? `${path}.${key}` : key, message: 'Unknown key' }));
}
