import { XMLParser, XMLValidator } from 'fast-xml-parser';

const parser = new XMLParser({
  ignoreAttributes: false,
  parseTagValue: false,
  isArray: (_name, path, _leaf, isAttribute) => !isAttribute && /\.(url|image:image|sitemap|item)$/.test(String(path)),
});

/** An XML document as a tree of plain objects. @throws when it is not well-formed. */
export function readXml(xml: string): Record<string, unknown> {
  const valid = XMLValidator.validate(xml);
  if (valid !== true) throw new Error(`${valid.err.msg} in line ${valid.err.line}: ${xml.slice(0, 500)}`);
  return parser.parse(xml) as Record<string, unknown>;
}

export type Page = { loc: string; lastmod?: string; images: string[] };

/** The pages of a file of a sitemap. */
export function readUrlset(xml: string): Page[] {
  const { urlset } = readXml(xml) as {
    urlset: { url: { loc: string; lastmod?: string; 'image:image'?: { 'image:loc': string }[] }[] };
  };
  return urlset.url.map(({ loc, lastmod, 'image:image': images = [] }) => ({
    loc,
    ...(lastmod && { lastmod }),
    images: images.map((image) => image['image:loc']),
  }));
}
