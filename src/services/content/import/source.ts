/** Thrown if a text cannot be converted to rich text. The sender of the text sees the message. */
export class RefusedSourceError extends Error {}

/** The text formats that can be converted to rich text. */
export type SourceFormat = 'markdown' | 'html';

const SAFE_SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** A placeholder for the page's origin, for resolving relative links. */
const PLACEHOLDER_ORIGIN = 'https://page.invalid/';

/** Whether a link to `address` is safe: http(s), mailto, tel, or relative to the site. */
export function isSafeAddress(address: string): boolean {
  return URL.canParse(address, PLACEHOLDER_ORIGIN) && SAFE_SCHEMES.has(new URL(address, PLACEHOLDER_ORIGIN).protocol);
}

/**
 * Normalises the URL of an HTML attribute as browsers do: removes line breaks, tabs and outer spaces, and encodes inner spaces.
 * @returns undefined if the URL is empty or unsafe
 */
export function toSafeAddress(address: string): string | undefined {
  const cleaned = address
    .replace(/[\t\n\r]/g, '')
    .trim()
    .replaceAll(' ', '%20');
  return cleaned !== '' && isSafeAddress(cleaned) ? cleaned : undefined;
}
