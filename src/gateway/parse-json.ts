import { Problem } from '../problem.ts';
import { type BodySource, readBody } from './read-body.ts';
import { storable } from './storable-text.ts';

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json$/i;
const PLAIN_TYPE = /^text\/plain$/i;

/** One for all: making one costs more than the rest of a small body does. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

type Rules = {
  /** In bytes. */
  cap: number;
  /** Whether `text/plain` will do. */
  plainText?: boolean | undefined;
};

/**
 * Reads a JSON body; undefined when none was sent.
 * @throws Problem `unsupported_media_type`, `payload_too_large`, `malformed_json`, or `validation_failed` for text that
 * cannot be stored.
 */
export async function parseJson(source: BodySource, { cap, plainText = false }: Rules): Promise<unknown> {
  const sent = source.contentType !== undefined || Number(source.length ?? 0) > 0;
  if (sent) assertJsonType(source, plainText);
  const bytes = await readBody(source, cap);
  if (bytes.length === 0) return undefined;
  if (!sent) assertJsonType(source, plainText);
  return jsonOf(bytes);
}

/** Parses JSON. @throws Problem `malformed_json`, or `validation_failed` for text that cannot be stored. */
export function jsonOf(bytes: Uint8Array): unknown {
  try {
    const text = utf8.decode(bytes);
    const value: unknown = JSON.parse(text);
    return storable(text, value);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem('malformed_json');
  }
}

function assertJsonType({ contentType, encoding }: BodySource, plainText: boolean): void {
  if (contentType === 'application/json' && encoding === undefined) return;
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim());
  const charset = parameters.find((parameter) => /^charset=/i.test(parameter))?.slice('charset='.length);
  const utf8 = charset === undefined || /^"?utf-?8"?$/i.test(charset);
  const plain = encoding === undefined || encoding.toLowerCase() === 'identity';
  const known = JSON_TYPE.test(type) || (plainText && PLAIN_TYPE.test(type));
  if (known && utf8 && plain) return;
  throw new Problem('unsupported_media_type', 'Send application/json in UTF-8, not compressed.');
}
