import escapeHtml from 'escape-html';
import type { Medium } from './references.ts';

/** An attribute that is there when it has a value. */
const attribute = (name: string, value: string | number | null) =>
  value === null ? '' : ` ${name}="${escapeHtml(String(value))}"`;

const BY_WIDTH = ['thumb', 'medium', 'large'] as const;

/** The variants with their widths, the narrowest first; those that are as wide as one before, as of a small photo, are left out. */
function srcsetOf({ variants, widths }: Medium): string | null {
  if (!widths) return null;
  const wider = BY_WIDTH.filter((name, index) => index === 0 || widths[name] > widths[BY_WIDTH[index - 1] ?? name]);
  return wider.map((name) => `${variants[name]} ${widths[name]}w`).join(', ');
}

/** A picture in the width that its place needs: the browser chooses among the variants. */
export function picture(medium: Medium): string {
  const { url, alt, width, height } = medium;
  return `<img src="${escapeHtml(url)}"${attribute('srcset', srcsetOf(medium))} sizes="(min-width: 800px) 800px, 100vw" alt="${escapeHtml(
    alt ?? '',
  )}"${attribute('width', width)}${attribute('height', height)} loading="lazy">`;
}

const film = ({ url, alt }: Medium) =>
  `<video src="${escapeHtml(url)}" controls preload="metadata"${attribute('aria-label', alt)}></video>`;

/** A picture or film with its caption; nothing for a medium that is gone. */
export function figure(medium: Medium | undefined, caption?: string | null): string {
  if (!medium) return '';
  const shown = medium.mimeType.startsWith('video/') ? film(medium) : picture(medium);
  return `<figure>${shown}${caption ? `<figcaption>${escapeHtml(caption)}</figcaption>` : ''}</figure>`;
}
