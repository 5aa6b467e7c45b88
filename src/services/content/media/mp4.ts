const HEADER = 8;
const LARGE_HEADER = 16;
/** Of the type of a handler, in its box: behind version, flags and a field that is not used. */
const HANDLER_TYPE = 8;

/** A box: its type, and where its content is. */
type Box = { type: string; start: number; end: number };

/**
 * Whether `bytes` are boxes from the first byte to the last (ISO/IEC 14496-12 §4.2), a description of tracks and media data
 * among them: what is cut short, or only begins like an MP4, is not.
 */
export function isWholeMp4(bytes: Buffer): boolean {
  const types = new Set(boxesIn(bytes, 0, bytes.length)?.map(({ type }) => type));
  return types.has('moov') && (types.has('mdat') || types.has('moof'));
}

/** Whether one of the tracks of an MP4 is of pictures, by its handler (§8.4.3). */
export function hasPictures(bytes: Buffer): boolean {
  return inside(bytes, ['moov', 'trak', 'mdia', 'hdlr']).some(
    ({ start }) => bytes.toString('latin1', start + HANDLER_TYPE, start + HANDLER_TYPE + 4) === 'vide',
  );
}

/** The boxes at `path`. */
const inside = (bytes: Buffer, path: readonly string[]): Box[] =>
  path.reduce<Box[]>(
    (boxes, type) =>
      boxes.flatMap(({ start, end }) => (boxesIn(bytes, start, end) ?? []).filter((box) => box.type === type)),
    [{ type: '', start: 0, end: bytes.length }],
  );

/** The boxes from `start` to `end`, of which nothing may be left over; undefined when something is. */
function boxesIn(bytes: Buffer, start: number, end: number): Box[] | undefined {
  const boxes: Box[] = [];
  let at = start;
  while (at + HEADER <= end) {
    const next = endOfBox(bytes, at, end);
    if (next === undefined || next > end) return undefined;
    const header = bytes.readUInt32BE(at) === 1 ? LARGE_HEADER : HEADER;
    boxes.push({ type: bytes.toString('latin1', at + 4, at + HEADER), start: at + header, end: next });
    at = next;
  }
  return at === end ? boxes : undefined;
}

/** Where the box that begins at `at` ends; undefined for a size that cannot be. */
function endOfBox(bytes: Buffer, at: number, end: number): number | undefined {
  const size = bytes.readUInt32BE(at);
  if (size === 0) return end;
  if (size !== 1) return size < HEADER ? undefined : at + size;
  if (at + LARGE_HEADER > bytes.length) return undefined;
  const large = bytes.readBigUInt64BE(at + HEADER);
  return large < LARGE_HEADER || large > bytes.length ? undefined : at + Number(large);
}
