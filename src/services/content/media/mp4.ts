const HEADER = 8;
const LARGE_HEADER = 16;

/**
 * Whether `bytes` are boxes from the first byte to the last (ISO/IEC 14496-12 §4.2), a description of tracks and media data
 * among them: what is cut short, or only begins like an MP4, is not.
 */
export function isWholeMp4(bytes: Buffer): boolean {
  const types = new Set<string>();
  let at = 0;
  while (at + HEADER <= bytes.length) {
    const end = endOfBox(bytes, at);
    if (end === undefined || end > bytes.length) return false;
    types.add(bytes.toString('latin1', at + 4, at + HEADER));
    at = end;
  }
  return at === bytes.length && types.has('moov') && (types.has('mdat') || types.has('moof'));
}

/** Where the box that begins at `at` ends; undefined for a size that cannot be. */
function endOfBox(bytes: Buffer, at: number): number | undefined {
  const size = bytes.readUInt32BE(at);
  if (size === 0) return bytes.length;
  if (size !== 1) return size < HEADER ? undefined : at + size;
  if (at + LARGE_HEADER > bytes.length) return undefined;
  const large = bytes.readBigUInt64BE(at + HEADER);
  return large < LARGE_HEADER || large > bytes.length ? undefined : at + Number(large);
}
