const SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** An origin that stands for the page that the link is on. */
const PAGE = 'https://page.invalid/';

/** Whether a link may lead to `address`: the web, a mailbox, a telephone, or a place of this site. */
export function isSafeAddress(address: string): boolean {
  return URL.canParse(address, PAGE) && SCHEMES.has(new URL(address, PAGE).protocol);
}

/** `address` of an HTML attribute as browsers read it, without line breaks and blanks; undefined when no link may lead there. */
export function safeAddress(address: string): string | undefined {
  const read = address
    .replace(/[\t\n\r]/g, '')
    .trim()
    .replaceAll(' ', '%20');
  return read !== '' && isSafeAddress(read) ? read : undefined;
}
