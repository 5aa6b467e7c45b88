import { APIError } from 'payload';

/** HTTP status and title of each problem code of the API (docs/spec/api.md#errors). */
export const PROBLEMS = {
  validation_failed: [400, 'The request is not valid'],
  malformed_json: [400, 'The body is not JSON'],
  invalid_cursor: [400, 'The cursor is not valid'],
  invalid_signature: [400, 'The signature is not valid'],
  unauthenticated: [401, 'Not signed in'],
  invalid_credentials: [401, 'Wrong e-mail or password'],
  token_expired: [401, 'The token has expired'],
  forbidden: [403, 'Not allowed'],
  email_unverified: [403, 'The e-mail address is not verified'],
  not_found: [404, 'Not found'],
  method_not_allowed: [405, 'Method not allowed'],
  email_taken: [409, 'The e-mail address is taken'],
  slot_taken: [409, 'The slot is taken'],
  limit_reached: [409, 'The limit is reached'],
  slot_held: [409, 'The slot is held by somebody else'],
  invalid_state: [409, 'Not possible in this state'],
  too_late: [409, 'Too late for this change'],
  idempotency_conflict: [409, 'The same request is still in flight'],
  payload_too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'Unsupported media type'],
  amount_mismatch: [422, 'The amount does not match'],
  slot_unavailable: [422, 'The slot is not available'],
  out_of_stock: [422, 'Out of stock'],
  product_unavailable: [422, 'The product is not available'],
  idempotency_key_reused: [422, 'The idempotency key was used for another request'],
  otp_invalid: [422, 'The code is not valid'],
  rate_limited: [429, 'Too many requests'],
  internal_error: [500, 'Something went wrong'],
  unavailable: [503, 'Temporarily unavailable'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemCode = keyof typeof PROBLEMS;

export type FieldError = { path: string; message: string };

type ProblemOptions = { errors?: FieldError[]; headers?: Record<string, string>; cause?: unknown; field?: string };

/**
 * A refusal of a request, with a stable code. `/v1` renders it as problem+json (RFC 9457). It extends `APIError`, so Payload's
 * REST API and GraphQL render it like their own errors. If `field` is set, the admin UI shows the message at that field.
 */
export class Problem extends APIError {
  readonly code: ProblemCode;
  readonly title: string;
  readonly errors: FieldError[] | undefined;
  readonly headers: Record<string, string>;
  readonly field: string | undefined;

  constructor(code: ProblemCode, detail?: string, options: ProblemOptions = {}) {
    const [status, title] = PROBLEMS[code];
    super(detail ?? title, status, { code }, true);
    this.name = 'Problem';
    this.code = code;
    this.title = title;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
    this.field = options.field;
    if (options.cause !== undefined) this.cause = options.cause;
  }
}

/** Recognises a {@link Problem} by its shape: the admin bundle has its own copy of the class, so `instanceof` fails. */
export function isProblem(error: unknown): error is Problem {
  return error instanceof Error && error.name === 'Problem' && 'code' in error && 'status' in error;
}

/** The messages with which Payload's form parser rejects malformed forms. Payload itself reports these errors with status 500. */
const MALFORMED_FORM =
  /^(?:Unexpected end of form|Malformed part header|Malformed content type|Multipart: Boundary not found|Unsupported content type)/;

/** Whether Payload threw an error because the body of a request is malformed JSON or a malformed form. */
export const isMalformedRequest = (error: unknown): boolean =>
  error instanceof SyntaxError || (error instanceof Error && MALFORMED_FORM.test(error.message));
