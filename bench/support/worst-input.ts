/** A public read that is as expensive as the site allows. */
export type DearRead = {
  name: string;
  path: string;
  init?: { method: string; headers: Record<string, string>; body: string };
};

const ENDS = 'limit=100&depth=4&sort=-createdAt,updatedAt,id';
const WORDS = 'a b c d e';
const like = (paths: readonly string[]) =>
  paths.map((path, index) => `where[or][${index}][${path}][like]=${encodeURIComponent(WORDS)}`).join('&');

const LISTS = Array.from(
  { length: 20 },
  (_, index) => `a${index}: Products(limit: 25, sort: "-createdAt") { docs { id title images { id alt } } }`,
);

export const DEAR_READS: readonly DearRead[] = [
  { name: 'a filter by related documents', path: `/api/products?${like(['images.alt', 'colours.name'])}&${ENDS}` },
  {
    name: 'a search with typos',
    path: `/v1/products?q=${encodeURIComponent('wadrobe kitchne handelless painetd oka'.repeat(2))}`,
  },
  {
    name: 'twenty lists in one GraphQL query',
    path: '/api/graphql',
    init: {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ ${LISTS.join(' ')} }` }),
    },
  },
];

type Content = { contentFormat: string; content: unknown };

/** A quarter of the number of nodes in each post. A post of 2,400 nodes is close to the maximum of 2,500. */
const PARAGRAPHS = 600;

/** Returns posts with about `nodes` nodes each, by default close to the maximum. */
export function dearPosts(nodes = 4 * PARAGRAPHS): [string, Content][] {
  const half = Math.floor(nodes / 2);
  return [
    ['Markdown of paragraphs', { contentFormat: 'markdown', content: 'x\n\n'.repeat(half) }],
    ['Markdown of emphasis', { contentFormat: 'markdown', content: '*a* b '.repeat(half) }],
    ['HTML of paragraphs', { contentFormat: 'html', content: '<p>x</p>'.repeat(half) }],
    ['HTML of links', { contentFormat: 'html', content: `<p>${'<a href="//a.uk">x</a>'.repeat(half)}</p>` }],
    ['HTML of lists', { contentFormat: 'html', content: `<ul>${'<li>x</li>'.repeat(half)}</ul>` }],
  ];
}
