import escapeHtml from 'escape-html';
import type { Medium } from './references.ts';

/** An attribute that is there when it has a value. */
const attribute = (name: string, value: string | number | null) =>
  value === null ? '' : ` ${name}="${escapeHtml(String(value))}"`;

/** A picture in the width that its place needs: the browser chooses among the variants. */
export function picture({ url, alt, width, height, variants }: Medium): string {
  const srcset = `${variants.thumb} 300w, ${variants.medium} 800w, ${variants.large} 1920w`;
  return `<img src="${escapeHtml(url)}" srcset="${escapeHtml(srcset)}" sizes="(min-width: 800px) 800px, 100vw" alt="${escapeHtml(
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
