import { inflateSync } from 'node:zlib';
import { getDocumentProxy } from 'unpdf';

/** Opens a PDF. drizzle-kit adds a method to `Array.prototype`, with which PDF.js refuses to work. */
export function openPdf(bytes: Uint8Array): ReturnType<typeof getDocumentProxy> {
  for (const name in []) Reflect.deleteProperty(Array.prototype, name);
  return getDocumentProxy(Uint8Array.from(bytes));
}

/** The text that people copy from a PDF. */
export type CopiedText = {
  /**
   * The text as copied from PDF readers, such as Firefox, that read only the text of each glyph. Each line of the PDF ends with a
   * line break.
   */
  text: string;
  /** The texts that the PDF stores beside its glyphs (`ActualText`). Readers such as Chrome and poppler copy these texts. */
  stored: string[];
};

/** Extracts the texts that people copy from a PDF. */
export async function readCopiedText(bytes: Uint8Array): Promise<CopiedText> {
  const document = await openPdf(bytes);
  const shown: string[] = [];
  for (let page = 1; page <= document.numPages; page += 1) {
    const { items } = await (await document.getPage(page)).getTextContent();
    for (const item of items) if ('str' in item) shown.push(item.hasEOL ? `${item.str}\n` : item.str);
  }
  return { text: shown.join(''), stored: readStreams(Buffer.from(bytes)).flatMap(readStoredTexts) };
}

/** Returns the decompressed streams of the file. */
function readStreams(file: Buffer): string[] {
  const streams: string[] = [];
  for (let at = file.indexOf('stream\n'); at >= 0; at = file.indexOf('stream\n', at + 1)) {
    if (file.subarray(at - 3, at).toString() === 'end') continue;
    const end = file.indexOf('endstream', at);
    try {
      streams.push(inflateSync(file.subarray(at + 'stream\n'.length, end)).toString('latin1'));
    } catch {
      // Some streams cannot be inflated, for example a JPEG. They contain no text.
    }
  }
  return streams;
}

/** Returns the texts of `ActualText` marks inside text objects. poppler ignores marks outside of text objects. */
const readStoredTexts = (content: string): string[] =>
  [...content.matchAll(/BT\n\/Span <<\/ActualText <feff([0-9a-f]*)>>> BDC\n.*?\nEMC\nET/gs)].map(([, hex = '']) =>
    Buffer.from(hex, 'hex').swap16().toString('utf16le'),
  );
