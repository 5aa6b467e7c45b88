import { fileTypeFromBuffer } from 'file-type';
import { uuidv7 } from '../../ids.ts';
import { Problem } from '../../problem.ts';
import { fileProblem, MAX_FILE_BYTES } from '../content/media/file-types.ts';
import type { StoredFile } from '../content/media/layout.ts';

export const PDF = 'application/pdf';

/** Readers look for the end of a PDF in this many of its last bytes (ISO 32000-1, implementation note 18). */
const TRAILER_BYTES = 1024;

/**
 * Whether the bytes themselves say that they are a whole PDF; neither the name nor the header of a file counts.
 * @throws Problem `payload_too_large`, `unsupported_media_type`, or `validation_failed` for one that is empty or cut off
 */
export async function assertPdf(bytes: Buffer): Promise<void> {
  if (bytes.length > MAX_FILE_BYTES) throw new Problem('payload_too_large', `At most ${MAX_FILE_BYTES} bytes.`);
  if (bytes.length === 0) throw fileProblem('The file is empty.');
  if ((await fileTypeFromBuffer(bytes))?.mime !== PDF) {
    throw new Problem('unsupported_media_type', 'Send a PDF.', { field: 'file' });
  }
  if (!bytes.subarray(-TRAILER_BYTES).includes('%%EOF')) throw fileProblem('The PDF is damaged or not whole.');
}

/** A brochure's place in the storage, `brochures/{year}/{uuid}.pdf`: not below `media/`, which the public reads. */
export function placeOf(bytes: Buffer): StoredFile & { filename: string } {
  const filename = `${uuidv7()}.pdf`;
  return { key: `brochures/${new Date().getUTCFullYear()}/${filename}`, bytes, contentType: PDF, filename };
}
