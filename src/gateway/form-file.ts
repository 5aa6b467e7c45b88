import { z } from 'zod';

/** A file of a form: its bytes, and the name that the client gave it, which says nothing of them. */
export type FormFile = { bytes: Buffer; name: string };

const isFormFile = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'bytes' in value && Buffer.isBuffer(value.bytes);

/** The schema of a file in the body of an endpoint with `form`. */
export const formFile = z
  .custom<FormFile>(isFormFile, 'Send a file')
  .meta({ override: { type: 'string', format: 'binary' } });
