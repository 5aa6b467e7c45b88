import { pipeline } from 'node:stream/promises';
import busboy, { type Busboy, type FileInfo } from 'busboy';
import { Problem } from '../problem.ts';
import type { FormFile } from './form-file.ts';
import { type BodySource, FORM_OVERHEAD, refuseByLength, tooLarge } from './read-body.ts';
import { assertStorableString } from './storable-text.ts';

const FIELDS = 20;
const FIELD_BYTES = 64 * 1024;
const NAME_BYTES = 100;

type Entry = readonly [name: string, value: string | FormFile];

/**
 * Reads a form (RFC 7578) with at most one file of `maxFileBytes`, and not a chunk beyond the first refusal.
 * @throws Problem `unsupported_media_type`, `payload_too_large`, or `validation_failed` for a form that is none, ends early,
 * or has a field twice.
 */
export async function parseForm(source: BodySource, maxFileBytes: number): Promise<Record<string, unknown>> {
  refuseByLength(source.length, maxFileBytes + FORM_OVERHEAD);
  const parser = parserFor(source, maxFileBytes);
  const entries: Entry[] = [];
  // Not at once: the parser is in the middle of a part.
  const refuse = (problem: Problem) => queueMicrotask(() => parser.destroy(problem));

  parser.on('field', (name, value, { nameTruncated, valueTruncated }) => {
    if (nameTruncated || valueTruncated) refuse(tooLarge(FIELD_BYTES));
    else entries.push([name, value]);
  });
  parser.on('file', (name, stream, info) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('limit', () => refuse(tooLarge(maxFileBytes)));
    stream.on('error', (error) => parser.destroy(error));
    stream.on('end', () => entries.push([name, { bytes: Buffer.concat(chunks), name: nameOf(info) }]));
  });
  for (const event of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
    parser.on(event, () => refuse(new Problem('validation_failed', 'The form has too many parts.')));
  }
  try {
    await pipeline(source.chunks() ?? [], parser);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('validation_failed', 'The form is malformed or ended early.', { cause: error });
  }
  return uniquely(entries);
}

function parserFor({ contentType, encoding }: BodySource, maxFileBytes: number): Busboy {
  const plain = encoding === undefined || encoding.toLowerCase() === 'identity';
  if (!plain || !/^multipart\/form-data\s*;/i.test(contentType ?? '')) {
    throw new Problem('unsupported_media_type', 'Send multipart/form-data, not compressed.');
  }
  const limits = { files: 1, fields: FIELDS, fieldSize: FIELD_BYTES, fieldNameSize: NAME_BYTES, headerPairs: 20 };
  try {
    return busboy({
      headers: { 'content-type': contentType },
      defParamCharset: 'utf8',
      // The parser speaks of a limit when it is reached, not when it is passed.
      limits: { ...limits, fileSize: maxFileBytes + 1 },
    });
  } catch (error) {
    throw new Problem('unsupported_media_type', 'The form has no boundary.', { cause: error });
  }
}

/** The parser takes folders off a name; it has none when the client sent none. */
const nameOf = ({ filename }: Partial<FileInfo>): string => filename ?? '';

function uniquely(entries: readonly Entry[]): Record<string, unknown> {
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
