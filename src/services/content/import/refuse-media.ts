import { type DefaultTreeAdapterMap, parseFragment } from 'parse5';
import { getAttribute, HIDDEN_ELEMENTS, isHiddenByAttribute } from './elements.ts';
import { RefusedSourceError } from './source.ts';

type Element = DefaultTreeAdapterMap['element'];
type Node = DefaultTreeAdapterMap['node'];

/** The reason for refusing a picture. */
export const NO_PICTURES = 'Images are not imported: upload the image, and add it to the post in the admin UI';
const NO_MEDIA = 'Videos and other embedded media are not supported: link to them instead';

const EMBEDDED_MEDIA: ReadonlySet<string> = new Set(['audio', 'embed', 'iframe', 'oembed', 'video']);

/**
 * Refuses an element that displays a picture or other media, because the post would lose the media. Pictures of emoji, and the
 * invisible tracking pixels of mail programs, are accepted.
 * @param firstLine the number of the line in which the parsed HTML starts
 * @throws RefusedSourceError with the line of the element
 */
export function refuseMedia(element: Element, firstLine = 1): void {
  if (isInvisible(element)) return;
  if (isPicture(element)) throw refuseAtLine(element, NO_PICTURES, firstLine);
  if (isEmbeddedMedia(element)) throw refuseAtLine(element, NO_MEDIA, firstLine);
}

/** Refuses displayed media in a piece of HTML inside Markdown. The piece starts in line `firstLine`. */
export function refuseMediaInHtml(html: string, firstLine: number): void {
  const unread: Node[] = [parseFragment(html, { scriptingEnabled: false, sourceCodeLocationInfo: true })];
  for (let node = unread.pop(); node; node = unread.pop()) {
    if ('tagName' in node) {
      if (isHiddenByAttribute(node)) continue;
      refuseMedia(node, firstLine);
      if (HIDDEN_ELEMENTS.has(node.tagName)) continue;
    }
    if ('childNodes' in node) unread.push(...node.childNodes.toReversed());
  }
}

/** Builds the error that refuses an element, with the element's line. */
export function refuseAtLine(element: Element, reason: string, firstLine = 1): RefusedSourceError {
  const line = element.sourceCodeLocation?.startLine;
  return new RefusedSourceError(line === undefined ? `${reason}.` : `Line ${line + firstLine - 1}: ${reason}.`);
}

/** The maximum width and height of a picture that is an emoji. */
const MAX_EMOJI_PX = 128;
const graphemes = new Intl.Segmenter();

/**
 * Returns the emoji that a picture shows, because mail programs send emoji as pictures; undefined for any other picture. The
 * picture's alternative text must be the emoji alone: a photo with the text "🏠 Showroom" is no emoji.
 */
export function findEmoji(element: Element): string | undefined {
  const alt = (getAttribute(element, 'alt') ?? '').trim();
  const [, second] = graphemes.segment(alt);
  return isEmojiSized(element) && !second && /^\p{Emoji_Presentation}|^\p{Emoji}\uFE0F/u.test(alt) ? alt : undefined;
}

/** A width or height in a style, with its unit. */
const STYLED_SIZE = /(?:^|;)\s*(?:width|height)\s*:\s*([\d.]+)\s*(px|%)/giu;

/**
 * Whether every width and height of the element fits an emoji. A size in percent does not fit, because photos have such sizes.
 */
function isEmojiSized(element: Element): boolean {
  const sizes = ['width', 'height'].map((name) => getAttribute(element, name) ?? '0');
  const styled = [...(getAttribute(element, 'style') ?? '').matchAll(STYLED_SIZE)].map(
    ([, size, unit]) => `${size}${unit}`,
  );
  return [...sizes, ...styled].every((size) => !size.includes('%') && !(Number.parseFloat(size) > MAX_EMOJI_PX));
}

function isPicture(element: Element): boolean {
  if (element.tagName === 'svg') return getAttribute(element, 'aria-hidden') !== 'true';
  return element.tagName === 'img' && findEmoji(element) === undefined;
}

const isEmbeddedMedia = (element: Element): boolean =>
  EMBEDDED_MEDIA.has(element.tagName) || (element.tagName === 'object' && getAttribute(element, 'data') !== undefined);

/** Whether the element is at most one pixel wide and high, like the tracking pixels of mail programs. */
const isInvisible = (element: Element): boolean =>
  ['width', 'height'].every((name) => /^\s*[01](?:px)?\s*$/.test(getAttribute(element, name) ?? ''));
