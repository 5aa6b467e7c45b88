import { inflateSync } from 'node:zlib';
import { getDocumentProxy } from 'unpdf';

/** Text of a PDF as somebody copies it, and how many of its characters are drawn as the box of a missing glyph. */
export type CopiedText = { text: string; missing: number };

/**
 * Takes the text out of a PDF, one line for each place on the page. Where a span says by `ActualText` what is copied, as viewers and
 * screen readers take it, that counts instead of its glyphs.
 */
export async function textToCopy(bytes: Uint8Array): Promise<CopiedText> {
  const document = await getDocumentProxy(Uint8Array.from(bytes));
  const shown: string[] = [];
  for (let page = 1; page <= document.numPages; page += 1) {
    const { items } = await (await document.getPage(page)).getTextContent();
    for (const item of items) if ('str' in item) shown.push(item.hasEOL ? `${item.str}\n` : item.str);
  }
  const contents = streamsOf(Buffer.from(bytes)).filter((content) => content.includes('BT'));
  const spans = contents.flatMap(actualTexts);
  const missing = contents.reduce((count, content) => count + missingGlyphs(content), 0);
  return { text: [shown.join(''), ...spans].join('\n'), missing };
}

/** The streams of the file that are compressed, as they were before. */
function streamsOf(file: Buffer): string[] {
  const streams: string[] = [];
  for (let at = file.indexOf('stream\n'); at >= 0; at = file.indexOf('stream\n', at + 1)) {
    if (file.subarray(at - 3, at).toString() === 'end') continue;
    const end = file.indexOf('endstream', at);
    try {
      streams.push(inflateSync(file.subarray(at + 'stream\n'.length, end)).toString('latin1'));
    } catch {
      // It is not compressed: a picture, or a font.
    }
  }
  return streams;
}

function actualTexts(content: string): string[] {
  return [...content.matchAll(/\/ActualText \(((?:\\[\s\S]|[^\\)])*)\)/g)].map(([, literal = '']) => {
    const plain = literal.replace(/\\([\s\S])/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
    const bytes = Buffer.from(plain, 'latin1');
    return bytes.readUInt16BE(0) === 0xfeff ? bytes.subarray(2).swap16().toString('utf16le') : plain;
  });
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** Glyph 0 of a font is the box; pdfkit writes glyphs as four hexadecimal digits each. */
const missingGlyphs = (content: string): number =>
  [...content.matchAll(/<([0-9a-f]+)>/g)].reduce(
    (count, [, hex = '']) => count + (hex.match(/.{4}/g) ?? []).filter((glyph) => glyph === '0000').length,
    0,
  );
