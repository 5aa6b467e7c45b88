import { XMLParser, XMLValidator } from 'fast-xml-parser';

const parser = new XMLParser({
  ignoreAttributes: false,
  parseTagValue: false,
  isArray: (_name, path, _leaf, isAttribute) => !isAttribute && /\.(url|image:image|sitemap|item)$/.test(String(path)),
});

/** Parses an XML document into plain objects. @throws Error if the document is not well-formed */
export function readXml(xml: string): Record<string, unknown> {
  const valid = XMLValidator.validate(xml);
  if (valid !== true) throw new Error(`${valid.err.msg} in line ${valid.err.line}: ${xml.slice(0, 500)}`);
  return parser.parse(xml) as Record<string, unknown>;
}

export type SitemapPage = { loc: string; lastmod?: string; images: string[] };

/** Returns the pages in a sitemap file. */
export function readUrlset(xml: string): SitemapPage[] {
  const { urlset } = readXml(xml) as {
    urlset: { url: { loc: string; lastmod?: string; 'image:image'?: { 'image:loc': string }[] }[] };
  };
  return urlset.url.map(({ loc, lastmod, 'image:image': images = [] }) => ({
    loc,
    ...(lastmod && { lastmod }),
    images: images.map((image) => image['image:loc']),
  }));
}
