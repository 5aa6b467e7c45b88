import type { z } from 'zod';
import { type ApiError, invalidRequest } from '../api-error.ts';
import type { StripeIssue } from './params.ts';

/** Validates and converts the parameters. @throws ApiError with Stripe's message about the first invalid parameter */
export function validateParams<S extends z.ZodType>(schema: S, input: object): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw issue ? describe(issue, input) : invalidRequest('Invalid request.');
}

function describe(issue: z.core.$ZodIssue, input: object): ApiError {
  const param = bracketed(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const unknown = bracketed([...issue.path, issue.keys[0] ?? '']);
    return invalidRequest(`Received unknown parameter: ${unknown}`, { code: 'parameter_unknown', param: unknown });
  }
  if (issue.code === 'custom') {
    const { stripe }: { stripe?: StripeIssue } = issue.params ?? {};
    return invalidRequest(issue.message, { ...(stripe?.code && { code: stripe.code }), param });
  }
  if (readValue(input, issue.path) === undefined) {
    return invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  }
  if (issue.code === 'invalid_value') {
    return invalidRequest(`Invalid ${param}: must be one of ${issue.values.join(', ')}`, { param });
  }
  return invalidRequest(`Invalid ${param}: ${issue.message}`, { param });
}

function bracketed([first = '', ...rest]: readonly PropertyKey[]): string {
  return String(first) + rest.map((key) => `[${String(key)}]`).join('');
}

function readValue(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input);
}
