import { Problem } from '../problem.ts';

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;

/**
 * The `Idempotency-Key` of a request. The service stores it with its answer in its own transaction, so that the key
 * exists exactly when the effect does.
 * @throws Problem `validation_failed` when it is not 1–255 visible ASCII characters.
 */
export function idempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined || VISIBLE_ASCII.test(header)) return header;
  const message = 'Must be 1 to 255 visible ASCII characters';
  throw new Problem('validation_failed', undefined, { errors: [{ path: 'Idempotency-Key', message }] });
}
