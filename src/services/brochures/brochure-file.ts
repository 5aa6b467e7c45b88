import { createHmac, timingSafeEqual } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres/drizzle';
import { fileTypeFromBuffer } from 'file-type';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { NotReadyError } from '../../events/apply-once.ts';
import { uuidv7 } from '../../lib/ids.ts';
import type { StoredObject } from '../../lib/object-store.ts';
import { Problem } from '../../lib/problem.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { assertFileSize, readableFilename, type StoredFile, toFileProblem } from '../content/index.ts';
import type { DeliveryProblem } from './brochure-delivery.ts';

export const PDF_TYPE = 'application/pdf';

/** PDF readers look for the end marker in this many bytes at the end of the file (ISO 32000-1, implementation note 18). */
const TRAILER_BYTES = 1024;

/**
 * Checks that the bytes are a complete PDF. Only the content is checked, not the file name or the content type.
 * @throws Problem `payload_too_large`, `unsupported_media_type`, or `validation_failed` for an empty or truncated file
 */
export async function assertPdf(bytes: Buffer): Promise<void> {
  assertFileSize(bytes);
  if ((await fileTypeFromBuffer(bytes))?.mime !== PDF_TYPE) {
    throw new Problem('unsupported_media_type', 'Send a PDF.', { field: 'file' });
  }
  if (!bytes.subarray(-TRAILER_BYTES).includes('%%EOF')) throw toFileProblem('The PDF is damaged or incomplete.');
}

/**
 * Assigns a brochure's storage key, `brochures/{year}/{uuid}.pdf`, outside `media/`, because files in `media/` are public.
 * `filename` is the name that staff see, derived from the name of the uploaded file.
 */
export function assignPdfKey(bytes: Buffer, name: string): StoredFile & { filename: string } {
  const stored = `${uuidv7()}.pdf`;
  const key = `brochures/${new Date().getUTCFullYear()}/${stored}`;
  return { key, bytes, contentType: PDF_TYPE, filename: readableFilename(name, stored) };
}

const DAY_MS = 24 * 3_600_000;
const VALID_DAYS = 14;

export type DownloadLink = { url: string; expiresAt: Date };

/**
 * Signs a download link. The same secret signs staff sessions, but the signed text of a session never starts with
 * `brochure-download`, so a signature of one kind is never valid for the other.
 */
const signDownload = (payload: Payload, brochureId: string, expires: number) =>
  createHmac('sha256', payload.secret).update(`brochure-download\n${brochureId}\n${expires}`).digest('base64url');

/**
 * Creates a link to the PDF of a brochure. The link works for 14 days for everybody who has it, and contains no personal data.
 */
export function createDownloadLink(payload: Payload, brochureId: string, nowMs = Date.now()): DownloadLink {
  const expires = Math.floor((nowMs + VALID_DAYS * DAY_MS) / 1000);
  const url = new URL(`/v1/brochures/${brochureId}/brochure.pdf`, runtimeOf(payload).publicUrl);
  url.search = new URLSearchParams({
    expires: String(expires),
    signature: signDownload(payload, brochureId, expires),
  }).toString();
  return { url: url.href, expiresAt: new Date(expires * 1000) };
}

/**
 * Checks the signature and expiry of a download link.
 * @throws Problem invalid_signature if the signature is wrong, token_expired if the link has expired
 */
export function assertDownloadLink(
  payload: Payload,
  brochureId: string,
  { expires, signature }: { expires: number; signature: string },
): void {
  const [sent, expected] = [Buffer.from(signature), Buffer.from(signDownload(payload, brochureId, expires))];
  if (sent.length !== expected.length || !timingSafeEqual(sent, expected)) throw new Problem('invalid_signature');
  if (expires * 1000 < Date.now()) {
    throw new Problem('token_expired', 'This link has expired. Please request the brochure again.');
  }
}

/** Thrown if no brochure can be sent until an editor solves `problem`. */
export class BrochureMissingError extends NotReadyError {
  readonly problem: Extract<DeliveryProblem, 'NO_DEFAULT' | 'FILE_MISSING'>;

  constructor(problem: Extract<DeliveryProblem, 'NO_DEFAULT' | 'FILE_MISSING'>) {
    super(problem === 'NO_DEFAULT' ? 'There is no default brochure.' : 'The PDF of the default brochure is missing.');
    this.problem = problem;
  }
}

export type BrochureToSend = { brochureId: string; title: string; bytes: number; key: string };

/**
 * Finds the default brochure and checks that its complete PDF is in storage.
 * @throws BrochureMissingError if there is no default brochure, or its PDF is missing or incomplete
 */
export async function findBrochureToSend(payload: Payload): Promise<BrochureToSend> {
  const { rows } = await database(payload).execute<BrochureToSend & { key: string | null }>(sql`
    SELECT id AS "brochureId", title, filesize::int AS bytes, key FROM brochures WHERE is_default`);
  const [brochure] = rows;
  if (!brochure) throw new BrochureMissingError('NO_DEFAULT');
  const { key, bytes } = brochure;
  const stored = key ? await runtimeOf(payload).storage.size(key) : undefined;
  if (stored === undefined || stored !== bytes) throw new BrochureMissingError('FILE_MISSING');
  return brochure;
}

/**
 * Opens the PDF of a brochure as a stream. The caller has to read or destroy the stream.
 * @throws BrochureMissingError if the PDF is missing
 */
export async function openBrochurePdf(payload: Payload, { key }: Pick<BrochureToSend, 'key'>): Promise<StoredObject> {
  const found = await runtimeOf(payload).storage.get(key);
  if (!found) throw new BrochureMissingError('FILE_MISSING');
  return found;
}

/** Opens the PDF of a brochure for a download link; undefined if the brochure is archived or deleted, or its PDF is missing. */
export async function openOfferedBrochurePdf(payload: Payload, brochureId: string): Promise<StoredObject | undefined> {
  const { rows } = await database(payload).execute<{ key: string | null }>(
    sql`SELECT key FROM brochures WHERE id = ${brochureId} AND archived_at IS NULL`,
  );
  const key = rows[0]?.key;
  return key ? runtimeOf(payload).storage.get(key) : undefined;
}
