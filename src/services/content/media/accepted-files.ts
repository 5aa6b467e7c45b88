import { fileTypeFromBuffer } from 'file-type';
import { Problem } from '../../../lib/problem.ts';

const HEADER_BYTES = 8;
const LARGE_HEADER_BYTES = 16;
/** The offset of the handler type in the content of its box, after version, flags and an unused field. */
const HANDLER_TYPE_OFFSET = 8;

/** A box: its type, and the start and end of its content. */
type Box = { type: string; start: number; end: number };

/**
 * Whether `bytes` consist entirely of boxes (ISO/IEC 14496-12 §4.2), including track metadata and media data. False for a
 * truncated file, or if only the start of the file is MP4.
 */
export function isWholeMp4(bytes: Buffer): boolean {
  const types = new Set(readBoxes(bytes, 0, bytes.length)?.map(({ type }) => type));
  return types.has('moov') && (types.has('mdat') || types.has('moof'));
}

/** Whether an MP4 has a video track, according to the handlers of its tracks (ISO/IEC 14496-12 §8.4.3). */
export function hasVideoTrack(bytes: Buffer): boolean {
  return findBoxes(bytes, ['moov', 'trak', 'mdia', 'hdlr']).some(
    ({ start }) => bytes.toString('latin1', start + HANDLER_TYPE_OFFSET, start + HANDLER_TYPE_OFFSET + 4) === 'vide',
  );
}

/** Returns the boxes at a path of nested types. */
const findBoxes = (bytes: Buffer, path: readonly string[]): Box[] =>
  path.reduce<Box[]>(
    (boxes, type) =>
      boxes.flatMap(({ start, end }) => (readBoxes(bytes, start, end) ?? []).filter((box) => box.type === type)),
    [{ type: '', start: 0, end: bytes.length }],
  );

/** Reads the boxes from `start` to `end`; undefined if the boxes do not fill this range exactly. */
function readBoxes(bytes: Buffer, start: number, end: number): Box[] | undefined {
  const boxes: Box[] = [];
  let at = start;
  while (at + HEADER_BYTES <= end) {
    const next = findBoxEnd(bytes, at, end);
    if (next === undefined || next > end) return undefined;
    const header = bytes.readUInt32BE(at) === 1 ? LARGE_HEADER_BYTES : HEADER_BYTES;
    boxes.push({ type: bytes.toString('latin1', at + 4, at + HEADER_BYTES), start: at + header, end: next });
    at = next;
  }
  return at === end ? boxes : undefined;
}

/** Returns the end of the box that begins at `at`; undefined if the box has an invalid size. */
function findBoxEnd(bytes: Buffer, at: number, end: number): number | undefined {
  const size = bytes.readUInt32BE(at);
  if (size === 0) return end;
  if (size !== 1) return size < HEADER_BYTES ? undefined : at + size;
  if (at + LARGE_HEADER_BYTES > bytes.length) return undefined;
  const large = bytes.readBigUInt64BE(at + HEADER_BYTES);
  return large < LARGE_HEADER_BYTES || large > bytes.length ? undefined : at + Number(large);
}

/** The maximum size of a file (docs/spec/api.md#7-uploads): 10 MiB. */
export const MAX_FILE_BYTES = 10_485_760;

/** The file types that may be uploaded, each with the extension of its storage keys. */
const EXTENSIONS = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'video/mp4': 'mp4' } as const;

/** The type that `file-type` detects for MP4 videos with an Apple brand, such as `M4V `. */
const APPLE_MP4 = 'video/x-m4v';

export type MediaType = keyof typeof EXTENSIONS;

export const MEDIA_TYPES = Object.keys(EXTENSIONS) as MediaType[];

export const getExtension = (type: MediaType): string => EXTENSIONS[type];

const isMediaType = (type: string | undefined): type is MediaType =>
  MEDIA_TYPES.some((candidate) => candidate === type);

/** Returns the Problem for an invalid file, shown at the field `file`. */
export const toFileProblem = (message: string, cause?: unknown): Problem =>
  new Problem('validation_failed', message, { field: 'file', errors: [{ path: 'file', message }], cause });

/** @throws Problem `payload_too_large`, or `validation_failed` for an empty file */
export function assertFileSize(bytes: Buffer): void {
  if (bytes.length > MAX_FILE_BYTES)
    throw new Problem(
      'payload_too_large',
      `The file is larger than ${MAX_FILE_BYTES / 1_048_576} MiB. Send a smaller one.`,
    );
  if (bytes.length === 0) throw toFileProblem('The file is empty.');
}

/**
 * Detects the type of a file from its bytes; the file name and the Content-Type header are ignored.
 * @throws Problem `payload_too_large`; `validation_failed` for an empty file or a truncated video; `unsupported_media_type` for a
 * type that may not be uploaded, or for an MP4 without a video track
 */
export async function detectMediaType(bytes: Buffer): Promise<MediaType> {
  assertFileSize(bytes);
  const found = (await fileTypeFromBuffer(bytes))?.mime;
  const type = found === APPLE_MP4 ? 'video/mp4' : found;
  if (!isMediaType(type)) {
    throw new Problem('unsupported_media_type', 'Send a JPEG, PNG or WebP image or an MP4 video.', { field: 'file' });
  }
  if (type === 'video/mp4' && !isWholeMp4(bytes)) throw toFileProblem('The video is damaged or incomplete.');
  if (type === 'video/mp4' && !hasVideoTrack(bytes)) {
    throw new Problem('unsupported_media_type', 'The file has sound but no video.', { field: 'file' });
  }
  return type;
}
