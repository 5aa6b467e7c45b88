import type { Inline, Look } from './inline.ts';

const BLANKS = /[ \t\n\f\r]+/g;

const isSame = (one: Look, other: Look) => one.format === other.format && one.link === other.link;

/**
 * The text of a block while it is read. Blanks become one space between words and line breaks between lines, as a browser shows them:
 * what stands at the start or the end of the block or of a line is left out.
 */
export class Line {
  readonly #inlines: Inline[] = [];
  #space: Look | undefined;
  #breaks = 0;
  #hasText = false;

  /** Adds text whose blanks are only gaps between words. */
  add(text: string, look: Look): void {
    const collapsed = text.replace(BLANKS, ' ');
    const words = collapsed.replace(/^ | $/g, '');
    if (collapsed.startsWith(' ')) this.gap(look);
    if (words === '') return;
    this.#write(words, look);
    if (collapsed.endsWith(' ')) this.gap(look);
  }

  /** Adds text that is shown with its blanks and line ends. */
  addVerbatim(text: string, look: Look): void {
    for (const [index, part] of text.split(/\r\n?|\n/).entries()) {
      if (index > 0) this.break();
      if (part !== '') this.#write(part, look);
    }
  }

  /** Has a space before the text that comes next. */
  gap(look: Look): void {
    this.#space ??= look;
  }

  break(): void {
    this.#space = undefined;
    this.#breaks += 1;
  }

  /** Has what comes next begin on a line of its own. */
  boundary(): void {
    this.#space = undefined;
    this.#breaks = Math.max(this.#breaks, 1);
  }

  /** Takes out what was read; nothing where no word was. */
  take(): Inline[] {
    const taken = this.#hasText ? this.#inlines.splice(0) : [];
    this.#inlines.length = 0;
    this.#space = undefined;
    this.#breaks = 0;
    this.#hasText = false;
    return taken;
  }

  #write(text: string, look: Look): void {
    if (this.#inlines.length > 0) {
      if (this.#breaks > 0) for (let left = this.#breaks; left > 0; left--) this.#inlines.push('break');
      else if (this.#space) this.#append(' ', this.#space);
    }
    this.#breaks = 0;
    this.#space = undefined;
    this.#append(text, look);
    this.#hasText ||= text.trim() !== '';
  }

  #append(text: string, look: Look): void {
    const last = this.#inlines.at(-1);
    if (last && last !== 'break' && isSame(last, look)) last.text += text;
    else this.#inlines.push({ text, format: look.format, link: look.link });
  }
}
