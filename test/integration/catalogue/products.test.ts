import { describe, expect, test } from 'vitest';
import type { Product } from '../../../src/payload-types.ts';
import { renderRichText } from '../../../src/services/content/blog/render-rich-text.ts';
import { changeProduct, makePhoto, makeProduct, makeTerm } from '../../support/catalogue.ts';
import { startGateway } from '../../support/gateway.ts';

const { payload, call } = await startGateway();

const [white, grey, green] = [
  await makeTerm(payload, 'colours', 'White'),
  await makeTerm(payload, 'colours', 'Grey'),
  await makeTerm(payload, 'colours', 'Sage Green'),
];
const shaker = await makeTerm(payload, 'styles', 'Shaker');
const handleless = await makeTerm(payload, 'styles', 'Handleless');
const clapham = await makeTerm(payload, 'ranges', 'Clapham');
const matt = await makeTerm(payload, 'finishes', 'Matt');

const kitchen = await makeProduct(payload, {
  title: 'Élan Kitchen “No 1”',
  summary: 'Painted oak.',
  price: 149_999,
  style: shaker,
  range: clapham,
  finish: matt,
  colours: [grey, white],
  images: [await makePhoto(payload, 'A kitchen'), await makePhoto(payload, 'Its island')],
});
const island = await makeProduct(payload, { title: 'Island', price: 50_000, style: handleless, colours: [grey] });
const wardrobe = await makeProduct(payload, {
  title: 'Fitted wardrobe',
  category: 'BEDROOM',
  price: 250_050,
  stock: 0,
  style: shaker,
  colours: [green],
});
await makeProduct(payload, { title: 'A secret', _status: 'draft' });
const trashed = await makeProduct(payload, { title: 'Thrown away' });
await changeProduct(payload, trashed.id, { deletedAt: new Date().toISOString() });

type Page = { data: { id: string; title: string }[]; nextCursor: string | null; hasNextPage: boolean };

async function titles(search: string): Promise<string[]> {
  const { status, body } = await call('GET', `/v1/products?${search}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return (body as Page).data.map(({ title }) => title);
}

const ELAN = kitchen.title;

describe('a product', () => {
  test('has the shape of the API contract', async () => {
    const { status, body } = await call('GET', `/v1/products?filter[range]=clapham`);
    expect(status).toBe(200);
    const page = body as { data: [{ images: [{ variants: Record<string, string> }] }] };
    expect(page).toEqual({
      nextCursor: null,
      hasNextPage: false,
      data: [
        {
          id: kitchen.id,
          slug: 'elan-kitchen-no-1',
          title: 'Élan Kitchen “No 1”',
          category: 'KITCHEN',
          style: { slug: 'shaker', name: 'Shaker' },
          range: { slug: 'clapham', name: 'Clapham' },
          finish: { slug: 'matt', name: 'Matt' },
          colours: [
            { slug: 'grey', name: 'Grey', hex: '#aabbcc' },
            { slug: 'white', name: 'White', hex: '#aabbcc' },
          ],
          price: 1499.99,
          currency: 'GBP',
          inStock: true,
          images: ['A kitchen', 'Its island'].map((alt) => ({
            url: expect.stringMatching(/^http:\/\/localhost:3000\/media\/.+\.jpg$/),
            alt,
            width: 2400,
            height: 1600,
            variants: {
              original: expect.stringMatching(/^http.+\.jpg$/),
              large: expect.stringMatching(/-large\.webp$/),
              medium: expect.stringMatching(/-medium\.webp$/),
              thumb: expect.stringMatching(/-thumb\.webp$/),
            },
            widths: { original: 2400, large: 1920, medium: 800, thumb: 300 },
          })),
          summary: 'Painted oak.',
          createdAt: kitchen.createdAt,
          updatedAt: kitchen.updatedAt,
        },
      ],
    });
    expect(Object.keys(page.data[0])).toEqual(
      ['id', 'slug', 'title', 'category', 'style', 'range', 'finish', 'colours', 'price', 'currency', 'inStock'].concat(
        ['images', 'summary', 'createdAt', 'updatedAt'],
      ),
    );
  });

  test('may have no value in any optional field', async () => {
    const bare = await makeProduct(payload, { title: 'Bare', category: 'BEDROOM', price: 0 });
    const { body } = await call('GET', `/v1/products/${bare.id}`);
    expect(body).toMatchObject({
      ...{ style: null, range: null, finish: null, summary: null },
      ...{ colours: [], images: [], price: 0, description: { html: '', lexical: null } },
    });
    await payload.delete({ collection: 'products', id: bare.id });
  });
});

describe('the list of products', () => {
  test.each([
    ['', ['Fitted wardrobe', 'Island', ELAN]],
    ['category=KITCHEN', ['Island', ELAN]],
    ['category=BEDROOM', ['Fitted wardrobe']],
    ['filter[colour]=white', [ELAN]],
    ['filter[colour]=white,sage-green', ['Fitted wardrobe', ELAN]],
    ['filter[colour]=grey&filter[style]=shaker', [ELAN]],
    ['filter%5Bcolour%5D=grey&filter%5Bstyle%5D=shaker,handleless', ['Island', ELAN]],
    ['filter[finish]=matt', [ELAN]],
    ['filter[colour]=unheard-of', []],
    ['priceMin=1499.99', ['Fitted wardrobe', ELAN]],
    ['priceMin=1500', ['Fitted wardrobe']],
    ['priceMax=500', ['Island']],
    ['priceMax=499.99', []],
    ['filter[priceMin]=500&filter[priceMax]=1500', ['Island', ELAN]],
    ['inStock=true', ['Island', ELAN]],
    ['inStock=false', ['Fitted wardrobe']],
    ['filter[inStock]=false', ['Fitted wardrobe']],
    ['sort=createdAt', [ELAN, 'Island', 'Fitted wardrobe']],
    ['sort=price', ['Island', ELAN, 'Fitted wardrobe']],
    ['sort=-price', ['Fitted wardrobe', ELAN, 'Island']],
    ['sort=title', [ELAN, 'Fitted wardrobe', 'Island']],
    ['sort=-title', ['Island', 'Fitted wardrobe', ELAN]],
    ['limit=1', ['Fitted wardrobe']],
    ['q=wardrobes', ['Fitted wardrobe']],
    ['q=elan', [ELAN]],
    ['q=OAK', [ELAN]],
    ['q=sage', ['Fitted wardrobe']],
    ['q=wadrobe', ['Fitted wardrobe']],
    ['q=shakr&sort=price', [ELAN, 'Fitted wardrobe']],
    ['q=shkaer&sort=price', [ELAN, 'Fitted wardrobe']],
    ['q=white%20Shkaer', [ELAN]],
    ['q=fitetd%20wardrobe', ['Fitted wardrobe']],
    ['q=zzzz', []],
    [`q=${encodeURIComponent('shkaer:*&|!(')}&sort=price`, [ELAN, 'Fitted wardrobe']],
    ['q=grey&sort=price', ['Island', ELAN]],
    ['q=gray&sort=price', ['Island', ELAN]],
    ['q=the', []],
    ['q=%22painted%20oak%22', [ELAN]],
    ['q=%27)%20OR%201%3D1--%20%26%7C!', []],
  ])('returns the expected products for ?%s', async (search, expected) => {
    expect(await titles(search)).toEqual(expected);
  });

  test.each([
    ['category=BATHROOM', 'category'],
    ['category=kitchen', 'category'],
    ['filter[colour]=', 'filter.colour.0'],
    ['filter[colour]=white,,grey', 'filter.colour.0'],
    ['filter[style]=Shaker', 'filter.style.0'],
    ['filter[size]=big', 'filter.size'],
    ['filter=white', 'filter'],
    ['colour=white', 'colour'],
    ['priceMin=-1', 'priceMin'],
    ['priceMin=1e3', 'priceMin'],
    ['priceMin=1.999', 'priceMin'],
    ['priceMax=cheap', 'priceMax'],
    ['priceMax=1000000.01', 'priceMax'],
    ['priceMin=2&priceMax=1', 'priceMax'],
    ['priceMin=2&filter[priceMin]=1', 'priceMin'],
    ['inStock=yes', 'inStock'],
    ['q=', 'q'],
    ['q=%20', 'q'],
    [`q=${'x'.repeat(101)}`, 'q'],
    ['sort=stock', 'sort'],
    ['sort=--price', 'sort'],
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=ten', 'limit'],
    ['page=2', 'page'],
    ['sort=price&sort=title', 'sort'],
  ])('refuses ?%s with the path %s', async (search, path) => {
    const { status, body } = await call('GET', `/v1/products?${search}`);
    expect([status, body]).toEqual([
      400,
      expect.objectContaining({
        code: 'validation_failed',
        errors: expect.arrayContaining([expect.objectContaining({ path })]),
      }),
    ]);
  });

  test.each(['nonsense', '0190b5a0-0000-7000-8000-00000000dead', ''])('refuses the cursor "%s"', async (cursor) => {
    const { status, body } = await call('GET', `/v1/products?cursor=${cursor}`);
    expect([status, body]).toMatchObject([400, { code: 'invalid_cursor' }]);
  });

  test('refuses the cursor of a product that was never published', async () => {
    const draft = await makeProduct(payload, { _status: 'draft' });
    expect((await call('GET', `/v1/products?cursor=${draft.id}`)).body).toMatchObject({ code: 'invalid_cursor' });
  });

  test.each(['-createdAt', 'price', '-title'])('can be read page by page in the order of %s', async (sort) => {
    const walked: string[] = [];
    let cursor = '';
    for (let more = true; more; ) {
      const { body } = await call('GET', `/v1/products?sort=${sort}&limit=1${cursor}`);
      const { data, nextCursor, hasNextPage } = body as Page;
      walked.push(...data.map(({ title }) => title));
      expect(nextCursor).toBe(hasNextPage ? data.at(-1)?.id : null);
      cursor = `&cursor=${nextCursor}`;
      more = hasNextPage;
    }
    expect(walked).toEqual(await titles(`sort=${sort}`));
  });
});

describe('the facets of products', () => {
  const facets = async (search: string) => {
    const { status, body } = await call('GET', `/v1/products/facets?${search}`);
    expect(status, JSON.stringify(body)).toBe(200);
    return (body as { data: Record<string, unknown> }).data;
  };
  const [greys, whites, greens] = [
    { value: 'grey', name: 'Grey', count: 2 },
    { value: 'white', name: 'White', count: 1 },
    { value: 'sage-green', name: 'Sage Green', count: 1 },
  ];
  const shakers = { value: 'shaker', name: 'Shaker' };

  test('count all products without a filter', async () => {
    expect(await facets('')).toEqual({
      category: [
        { value: 'KITCHEN', name: 'Kitchen', count: 2 },
        { value: 'BEDROOM', name: 'Bedroom', count: 1 },
      ],
      colour: [greys, greens, whites],
      style: [
        { ...shakers, count: 2 },
        { value: 'handleless', name: 'Handleless', count: 1 },
      ],
      range: [{ value: 'clapham', name: 'Clapham', count: 1 }],
      finish: [{ value: 'matt', name: 'Matt', count: 1 }],
      price: { min: 500, max: 2500.5 },
      inStock: 2,
    });
  });

  test('apply all filters except the filter of the same field', async () => {
    expect(await facets('filter[style]=shaker&filter[colour]=grey&inStock=true&priceMin=600')).toEqual({
      category: [{ value: 'KITCHEN', name: 'Kitchen', count: 1 }],
      colour: [
        { ...greys, count: 1 },
        { ...whites, count: 1 },
      ],
      style: [{ ...shakers, count: 1 }],
      range: [{ value: 'clapham', name: 'Clapham', count: 1 }],
      finish: [{ value: 'matt', name: 'Matt', count: 1 }],
      price: { min: 1499.99, max: 1499.99 },
      inStock: 1,
    });
    expect(await facets('q=unheardof')).toMatchObject({ colour: [], price: { min: null, max: null }, inStock: 0 });
  });

  test.each(['cursor=x', 'sort=price', 'limit=5'])('refuse ?%s', async (search) => {
    expect(await call('GET', `/v1/products/facets?${search}`)).toMatchObject({
      status: 400,
      body: { code: 'validation_failed' },
    });
  });
});

const LAYOUT = { format: '', indent: 0, version: 1, direction: 'ltr' };
const rooted = (...children: object[]) => ({ root: { type: 'root', children, ...LAYOUT } });
const paragraph = (...children: object[]) => rooted({ type: 'paragraph', textFormat: 0, children, ...LAYOUT });
const text = (value: string) => ({
  type: 'text',
  text: value,
  format: 0,
  mode: 'normal',
  style: '',
  detail: 0,
  version: 1,
});
const link = (fields: object) => ({
  ...{ type: 'link', ...LAYOUT, version: 3, id: '65f0c0ffee65f0c0ffee0001' },
  fields: { newTab: false, ...fields },
  children: [text('here')],
});

describe('a single product', () => {
  test('is returned by slug and by id, with its description', async () => {
    const description = paragraph(text('Solid <b>oak</b>.')) as unknown as NonNullable<Product['description']>;
    const { id, slug } = await makeProduct(payload, { title: 'Described', category: 'BEDROOM', description });
    const [bySlug, byId] = await Promise.all([call('GET', `/v1/products/${slug}`), call('GET', `/v1/products/${id}`)]);
    expect(bySlug.body).toEqual(byId.body);
    expect(bySlug.body).toMatchObject({ id, slug, description: { lexical: description } });
    const { html } = (bySlug.body as { description: { html: string } }).description;
    expect(html).toBe('<p>Solid &lt;b&gt;oak&lt;/b&gt;.</p>');
    await payload.delete({ collection: 'products', id });
  });

  test('has links to other products, and no link that runs a script', async () => {
    const html = (...children: object[]) => renderRichText(payload, paragraph(...children) as never);
    const to = (value: string) => link({ linkType: 'internal', doc: { relationTo: 'products', value } });
    expect(await html(to(island.id))).toContain('href="http://localhost:3000/kitchen/island"');
    expect(await html(to(trashed.id))).toContain('href="http://localhost:3000/"');
    for (const url of ['javascript:alert(1)', ' java\tscript:alert(1)', 'data:text/html,<script>']) {
      expect(await html(link({ linkType: 'custom', url }))).not.toMatch(/script:|data:/);
    }
    expect(await html(link({ linkType: 'custom', url: '"><script>' }))).not.toContain('<script>');
  });

  test('is rendered identically each time, including the ids of checkboxes', async () => {
    const box = { type: 'listitem', checked: true, value: 1, children: [text('Soft close')], ...LAYOUT };
    const list = { type: 'list', listType: 'check', tag: 'ul', start: 1, children: [box], ...LAYOUT };
    const description = rooted(list) as unknown as NonNullable<Product['description']>;
    const { id, slug } = await makeProduct(payload, { title: 'Checked', description });
    const [bySlug, byId] = await Promise.all([call('GET', `/v1/products/${slug}`), call('GET', `/v1/products/${id}`)]);
    expect(bySlug.body).toEqual(byId.body);
    expect((bySlug.body as { description: { html: string } }).description.html).toContain('Soft close');
    await payload.delete({ collection: 'products', id });
  });

  test('has the new slug of a linked post within a second', async () => {
    const post = await payload.create({
      collection: 'blogs',
      data: { title: 'Care of oak', content: paragraph(text('Oil it.')) as never, slug: '', _status: 'published' },
    });
    const to = { linkType: 'internal', doc: { relationTo: 'blogs', value: post.id } };
    const description = paragraph(link(to)) as unknown as NonNullable<Product['description']>;
    const { id } = await makeProduct(payload, { title: 'Oak', description });
    const html = async () => {
      const { body } = await call('GET', `/v1/products/${id}`);
      return (body as { description: { html: string } }).description.html;
    };
    expect(await html()).toContain('href="http://localhost:3000/blog/care-of-oak"');
    await payload.update({ collection: 'blogs', id: post.id, data: { slug: 'oiling-oak', _status: 'published' } });
    await expect.poll(html).toContain('href="http://localhost:3000/blog/oiling-oak"');
    await payload.delete({ collection: 'products', id });
  });

  test.each([
    ['a string', 'text'],
    ['an object without a root', {}],
    ['an unknown node', rooted({ type: 'evil', children: [], ...LAYOUT })],
    ['invalid child nodes', rooted({ type: 'paragraph', children: null, ...LAYOUT })],
  ])('is refused with a description of %s', async (_, description) => {
    const refused = makeProduct(payload, { description: description as never });
    await expect(refused).rejects.toMatchObject({ code: 'validation_failed', field: 'description' });
  });

  test('in the trash gets no redirect from its old slug', async () => {
    const { id } = await makeProduct(payload, { title: 'Once here' });
    await changeProduct(payload, id, { slug: 'now-there' });
    expect(await call('GET', '/v1/products/once-here')).toMatchObject({ status: 200, body: { slug: 'now-there' } });
    await changeProduct(payload, id, { deletedAt: new Date().toISOString() });
    expect((await call('GET', '/v1/products/once-here')).status).toBe(404);
  });

  test('gets 404 if it is a draft, in the trash or unknown', async () => {
    for (const name of [
      'a-secret',
      'thrown-away',
      trashed.id,
      'nothing',
      '%00',
      '0190b5a0-0000-7000-8000-00000000dead',
    ]) {
      expect(await call('GET', `/v1/products/${name}`), name).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      });
    }
    expect(wardrobe.slug).toBe('fitted-wardrobe');
  });
});
