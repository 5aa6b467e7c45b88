const words = new Intl.Segmenter('en', { granularity: 'word' });
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Breaks a text into lines that are no wider than `width`: at its own ends of lines, between words, and within a word that has no
 * room on a line of its own.
 */
export function wrap(text: string, width: number, measure: (text: string) => number): string[] {
  return text.split(/\r\n|\r|\n/).flatMap((paragraph) => wrapParagraph(paragraph, width, measure));
}

function wrapParagraph(paragraph: string, width: number, measure: (text: string) => number): string[] {
  if (measure(paragraph) <= width) return [paragraph];
  const lines: string[] = [];
  let line = '';
  const add = (piece: string) => {
    if (line !== '' && measure((line + piece).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += line === '' ? piece.trimStart() : piece;
  };
  for (const piece of pieces(paragraph)) {
    if (measure(piece.trimEnd()) <= width) add(piece);
    else for (const { segment } of characters.segment(piece)) add(segment);
  }
  return [...lines, line.trimEnd()];
}

/** The pieces between which a line may end: after white space, and between the words of scripts that are written without any. */
function pieces(text: string): string[] {
  const found: string[] = [];
  let wordBefore = false;
  for (const { segment, isWordLike = false } of words.segment(text)) {
    const afterSpace = /\s$/u.test(found.at(-1) ?? ' ') && !/^\s/u.test(segment);
    if (afterSpace || (wordBefore && isWordLike)) found.push(segment);
    else found[found.length - 1] += segment;
    wordBefore = isWordLike;
  }
  return found;
}
