import { pipeline } from 'node:stream/promises';
import busboy, { type Busboy, type FileInfo } from 'busboy';
import type { FormFile } from '../endpoints/endpoint.ts';
import { Problem } from '../lib/problem.ts';
import type { Source } from './exchange.ts';
import { assertStorableString } from './parse-input.ts';
import { createTooLargeProblem, FORM_OVERHEAD_BYTES, refuseByLength } from './read-body.ts';

const MAX_FIELDS = 20;
const MAX_FIELD_BYTES = 64 * 1024;
const MAX_NAME_BYTES = 100;

type Entry = readonly [name: string, value: string | FormFile];

/**
 * Reads a multipart form (RFC 7578) with at most one file of up to `maxFileBytes` bytes, and stops at the first violation.
 * @throws Problem `unsupported_media_type`, `payload_too_large`, or `validation_failed` for a form that is malformed, ends
 * early, or has a field twice
 */
export async function parseForm(source: Source, maxFileBytes: number): Promise<Record<string, unknown>> {
  refuseByLength(source, maxFileBytes + FORM_OVERHEAD_BYTES);
  const parser = createParser(source, maxFileBytes);
  const entries: Entry[] = [];
  // Deferred, because the parser must not be destroyed while it handles a part.
  const refuse = (problem: Problem) => queueMicrotask(() => parser.destroy(problem));

  parser.on('field', (name, value, { nameTruncated, valueTruncated }) => {
    if (nameTruncated || valueTruncated) refuse(createTooLargeProblem(MAX_FIELD_BYTES));
    else entries.push([name, value]);
  });
  parser.on('file', (name, stream, info) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('limit', () => refuse(createTooLargeProblem(maxFileBytes)));
    stream.on('error', (error) => parser.destroy(error));
    stream.on('end', () => entries.push([name, { bytes: Buffer.concat(chunks), name: readFileName(info) }]));
  });
  for (const event of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
    parser.on(event, () => refuse(new Problem('validation_failed', 'The form has too many parts.')));
  }
  try {
    await pipeline(source.chunks(), parser);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('validation_failed', 'The form is malformed or ended early.', { cause: error });
  }
  return toUniqueFields(entries);
}

function createParser(source: Source, maxFileBytes: number): Busboy {
  const contentType = source.header('content-type');
  const encoding = source.header('content-encoding');
  const isUncompressed = encoding === undefined || encoding.toLowerCase() === 'identity';
  if (!isUncompressed || !/^multipart\/form-data\s*;/i.test(contentType ?? '')) {
    throw new Problem('unsupported_media_type', 'Send multipart/form-data without compression.');
  }
  const limits = {
    files: 1,
    fields: MAX_FIELDS,
    fieldSize: MAX_FIELD_BYTES,
    fieldNameSize: MAX_NAME_BYTES,
    headerPairs: 20,
  };
  try {
    return busboy({
      headers: { 'content-type': contentType },
      defParamCharset: 'utf8',
      // The parser reports a file that reaches the limit, not only a file that exceeds it.
      limits: { ...limits, fileSize: maxFileBytes + 1 },
    });
  } catch (error) {
    throw new Problem('unsupported_media_type', 'The Content-Type of the form has no boundary.', { cause: error });
  }
}

/** The name of a file; empty if the client sent none. The parser has already removed the folders from the name. */
const readFileName = ({ filename }: Partial<FileInfo>): string => filename ?? '';

function toUniqueFields(entries: readonly Entry[]): Record<string, unknown> {
  const form = new Map<string, string | FormFile>();
  for (const [name, value] of entries) {
    if (form.has(name)) {
      throw new Problem('validation_failed', undefined, { errors: [{ path: name, message: 'Sent twice' }] });
    }
    if (typeof value === 'string') assertStorableString(name, value);
    form.set(name, value);
  }
  return Object.fromEntries(form);
}
