import { configToSchema } from '@payloadcms/graphql';
import pLimit from 'p-limit';
import { type CollectionSlug, createLocalReq, type SanitizedCollectionConfig } from 'payload';
import { validOperators } from 'payload/shared';
import { describe, expect, test } from 'vitest';
import { isCsvList } from '../../../src/services/operations/list-csv.ts';
import { collectErrors } from '../../support/collect-errors.ts';
import { contractCollections } from '../../support/contract.ts';
import { makeEdited } from '../../support/edited-collections.ts';
import { customerToken, startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';

const { payload, call } = await startGateway();
const errors = collectErrors(payload);
const staff = await staffTokens(payload);
const customer = await customerToken(payload);
const few = pLimit(4);

/**
 * The members of a GraphQL type that this test uses. The real classes cannot be imported, because they belong to another copy of
 * `graphql`.
 */
type Typed = {
  ofType?: Typed;
  getValues?: () => { name: string }[];
  getFields?: () => Record<string, { name: string; type: Typed }>;
};
type Refused = { message: string; path?: string[]; extensions?: { statusCode?: number } };
type Flat = SanitizedCollectionConfig['flattenedFields'][number];
type Path = {
  path: string;
  field: Flat;
  /** The related collections that the path passes through, the last one first. */
  into: string[];
  names: string[];
};

const nested = (field: Flat): Flat[] => ('flattenedFields' in field ? field.flattenedFields : []);

/** Lists every path of a collection's fields, through at most `hops` relations. */
function listPaths(config: SanitizedCollectionConfig, hops: number, into: string[] = []): Path[] {
  const walk = (fields: Flat[], prefix: string, names: string[]): Path[] =>
    fields.flatMap((field) => {
      const path = `${prefix}${field.name}`;
      const here = { path, field, into, names: [...names, field.name] };
      const related =
        (field.type === 'relationship' || field.type === 'upload') && typeof field.relationTo === 'string' && hops > 0
          ? payload.collections[field.relationTo as CollectionSlug]?.config
          : undefined;
      const further = related
        ? listPaths(related, hops - 1, [related.slug, ...into]).map((each) => ({
            ...each,
            path: `${path}.${each.path}`,
            names: [...here.names, ...each.names],
          }))
        : [];
      const parts = 'relationTo' in field && Array.isArray(field.relationTo) ? ['value', 'relationTo'] : [];
      const ofParts = parts.map((part) => ({ ...here, path: `${path}.${part}` }));
      return [here, ...ofParts, ...further, ...walk(nested(field), `${path}.`, here.names)];
    });
  return walk(config.flattenedFields, '', []);
}

/** The collections that everybody may read (docs/spec/content-model.md). `NOT_PUBLIC` lists their fields that are not public. */
const PUBLIC = contractCollections()
  .filter(({ rules }) => rules.read?.includes('everybody'))
  .map(({ slug }) => slug);
const NOT_PUBLIC = new Set([
  ...['products.savedBy', 'products.stockSeen', 'blogs.savedBy', 'media.unused'],
  ...['key', 'originalName', 'isDefault', 'archivedAt', 'filename', 'filesize', 'mimeType', 'url', 'thumbnailURL'].map(
    (name) => `brochures.${name}`,
  ),
  ...['brochures.width', 'brochures.height'],
]);
const isPublic = (slug: string, { field, into, names }: Path) =>
  into.every((each) => PUBLIC.includes(each)) &&
  !('hidden' in field && field.hidden) &&
  !NOT_PUBLIC.has(`${slug}.${names[0]}`);

test('the content model names the collections that everybody may read', async () => {
  const req = await createLocalReq({}, payload);
  const open: string[] = [];
  for (const { slug, access } of payload.config.collections) if (await access.read({ req })) open.push(slug);
  expect(open.sort()).toEqual([...PUBLIC].sort());
});

test('every field of a public collection that has a read rule is in the table of non-public fields', () => {
  const ruled = PUBLIC.flatMap((slug) =>
    listPaths(payload.collections[slug as CollectionSlug].config, 0)
      .filter(({ field }) => 'access' in field && (field.access as { read?: unknown } | undefined)?.read)
      .map(({ path }) => `${slug}.${path}`),
  );
  expect(ruled.filter((each) => !NOT_PUBLIC.has(each))).toEqual([]);
});

test.each(PUBLIC)('the public may filter and sort %s only by fields that the public may read', async (slug) => {
  const paths = listPaths(payload.collections[slug as CollectionSlug].config, 2);
  const wrong: string[] = [];
  await Promise.all(
    paths.flatMap((each) =>
      [`where[${each.path}][exists]=true`, `sort=-${each.path}`].map((query) =>
        few(async () => {
          const { status } = await call('GET', `/api/${slug}?limit=1&depth=0&${query}`);
          const fine = isPublic(slug, each) ? status === 200 || status === 400 : status === 400;
          if (!fine) wrong.push(`${query}: ${status}`);
        }),
      ),
    ),
  );
  expect(wrong).toEqual([]);
});

test.each([
  'blogs?where[author.sessions.id][like]=d4',
  'blogs?where[author.email][like]=a',
  'blogs?where[author.hash][exists]=true',
  'blogs?where[author.resetPasswordToken][like]=a',
  'blogs?where[or][0][and][0][author.sessions.createdAt][greater_than]=2026-01-01',
  'blogs?where[author__sessions__id][like]=d4',
  'blogs?sort=author.hash',
  'blogs?sort=title,-author.salt',
  'blogs?sort=author__hash',
  'blogs?sort=-author.loginAttempts',
  'blogs/versions?where[version.author.sessions.id][like]=d4',
  'products/count?where[savedBy][like]=0',
  'products?sort=savedBy',
])('/api/%s is refused to the public', async (query) => {
  expect((await call('GET', `/api/${query}`)).status).toBe(400);
});

test.each([
  'loyalty-entries?where[account.title][all]=true',
  'loyalty-entries/count?where[account.title][all]=true',
  'redirects?where[to.reference.value][not_in]=true',
  'redirects?where[to.reference.value][in]=0190b5a0-0000-7000-8000-00000000dead',
  'redirects?where[to.reference.value][equals]=null',
  'redirects?where[to.reference.relationTo][not_equals]=',
  'payload-locked-documents?where[user.value][not_in]=true',
])('/api/%s is refused even to admins, because Postgres cannot run the query', async (query) => {
  expect((await call('GET', `/api/${query}`, { token: staff.admin })).status).toBe(400);
});

test('nobody, not even staff, may filter by sessions; staff may filter by fields that they may read', async () => {
  for (const token of [customer, ...Object.values(staff)]) {
    const { status } = await call('GET', '/api/blogs?where[author.sessions.id][like]=d4', { token });
    expect(status).toBe(400);
  }
  const { id } = await makeEdited(payload, 'products');
  for (const query of [
    'where[range.slug][exists]=false&sort=-price',
    'where[and][0][title][like]=kitchen&sort=title',
    'where[or][0][price][less_than]=10&where[or][1][id][equals]=x&sort=slug,-updatedAt',
  ]) {
    const { status, body } = await call('GET', `/api/products?${query}`);
    expect([status, body], query).toMatchObject([200, { docs: [{ id }] }]);
  }
  expect((await call('GET', '/api/products?sort=nothing-of-ours')).status).toBe(400);
  expect((await call('GET', '/api/products?sort=gone')).status).toBe(200);
});

/** A text, an id and "null", in the notation of REST queries. */
const VALUES = ['x%_', '0190b5a0-0000-7000-8000-00000000dead', 'null'];
/**
 * The operators to test on the fields of related documents. A few are enough, because each of these fields is also tested in its
 * own collection, with all operators.
 */
const RELATION_OPERATORS = ['equals', 'in', 'like', 'exists'];

/** Returns the status of an error of Payload, or undefined if the error has none, so that the caller must send a real request. */
const readStatus = (error: unknown) => (error as { status?: number }).status;

const { docs: admins } = await payload.find({ collection: 'users', where: { email: { equals: 'admin@example.com' } } });
const user = { ...admins[0], collection: 'users' };

async function requestAnswers(slug: CollectionSlug, path: string, operator: string, value: string) {
  const where = { [path]: { [operator]: value } };
  const options = { collection: slug, where: where as never, overrideAccess: false as const, user: user as never };
  const drafts = Boolean(payload.collections[slug].config.versions?.drafts);
  try {
    await payload.count(options);
    if (drafts && value === VALUES[0]) await payload.find({ ...options, draft: true, limit: 1, depth: 0 });
    return 200;
  } catch (error) {
    return readStatus(error);
  }
}

describe('every filter gets a result or a 400', () => {
  const readable = payload.config.collections.filter(
    ({ slug }) => !['payload-migrations', 'payload-jobs', 'payload-kv'].includes(slug),
  );

  test.each(readable.map(({ slug }) => slug))('on each field of %s, through REST and in its list', async (slug) => {
    const paths = [{ path: 'id', into: [] }, ...listPaths(payload.collections[slug].config, 1)];
    const wrong: string[] = [];
    await Promise.all(
      paths.flatMap(({ path, into }) =>
        (into.length ? RELATION_OPERATORS : validOperators).flatMap((operator) =>
          (into.length ? VALUES.slice(0, 1) : VALUES).map((value) =>
            few(async () => {
              let status = await requestAnswers(slug, path, operator, value);
              status ??= (
                await call('GET', `/api/${slug}?limit=1&where[${path}][${operator}]=${encodeURIComponent(value)}`, {
                  token: staff.admin,
                })
              ).status;
              if (status !== 200 && status !== 400) wrong.push(`${path} ${operator} ${value}: ${status}`);
            }),
          ),
        ),
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('with a malformed structure', async () => {
    const shapes = [
      '[like][]=x',
      '[like][a]=x',
      '[equals][a]=x',
      '[in][0][a]=x',
      '[exists][]=true',
      '[0]=x',
      '[near]=1,2',
      '[nothing]=x',
      '=x',
    ];
    for (const path of ['title', 'price', 'range', 'images.image', 'category', 'seo', 'createdAt', 'id', 'nothing'])
      for (const shape of shapes) {
        const { status } = await call('GET', `/api/products?limit=1&where[${path}]${shape}`);
        expect([200, 400], `${path}${shape}`).toContain(status);
      }
  });

  test.each(readable.map(({ slug }) => slug))('on %s, with malformed parts', async (slug) => {
    for (const wrong of [null, 5, 'x', true, [], [null]]) {
      const parts = [{ and: [wrong] }, { or: [{ and: [wrong] }] }, { id: wrong }, { and: [{ id: wrong }] }];
      for (const where of parts) {
        const options = {
          collection: slug,
          where: where as never,
          overrideAccess: false as const,
          user: user as never,
        };
        expect(await payload.count(options).catch(readStatus), JSON.stringify(where)).toBe(400);
      }
    }
  });

  test('through CSV exports', async () => {
    for (const slug of payload.config.collections.map((each) => each.slug).filter(isCsvList)) {
      for (const { path } of listPaths(payload.collections[slug].config, 0)) {
        for (const operator of ['contains', 'within']) {
          const where = encodeURIComponent(JSON.stringify({ [path]: { [operator]: 'x' } }));
          const { status } = await call('GET', `/api/desk/csv/${slug}?where=${where}`, { token: staff.admin });
          expect([200, 400], `${slug} ${path} ${operator}`).toContain(status);
        }
      }
    }
  });

  test('through GraphQL', async () => {
    const { schema } = configToSchema(payload.config);
    const value = (type: Typed): string => {
      if (type.ofType) return type.constructor.name === 'GraphQLList' ? `[${value(type.ofType)}]` : value(type.ofType);
      if (type.getValues) return type.getValues()[0]?.name ?? '""';
      if (type.getFields) return '{}';
      const literalByType: Record<string, string> = {
        Int: '1',
        Float: '1',
        Boolean: 'true',
        DateTime: '"2026-11-29T00:00:00.000Z"',
      };
      return literalByType[String(type)] ?? (String(type) === 'EmailAddress' ? '"a@example.com"' : '"x"');
    };
    const questions = Object.values(schema.getQueryType()?.getFields() ?? {})
      .filter(({ name }) => name.startsWith('count'))
      .flatMap(({ name, args }) => {
        const where = args.find((argument) => argument.name === 'where')?.type as Typed | undefined;
        return Object.values(where?.getFields?.() ?? {}).flatMap(({ name: field, type }) => {
          if (field === 'AND' || field === 'OR' || !type.getFields) return [];
          return Object.values(type.getFields()).map(
            (operator) => `${name}(where: { ${field}: { ${operator.name}: ${value(operator.type)} } }) { totalDocs }`,
          );
        });
      });
    expect(questions.length).toBeGreaterThan(500);
    const wrong: unknown[] = [];
    for (let at = 0; at < questions.length; at += 20) {
      const part = questions.slice(at, at + 20);
      const query = `{ ${part.map((question, i) => `q${i}: ${question}`).join(' ')} }`;
      const { body } = await call('POST', '/api/graphql', { token: staff.admin, body: { query } });
      const { errors = [] } = body as { errors?: Refused[] };
      for (const { path, message, extensions } of errors)
        if (extensions?.statusCode !== 400 && extensions?.statusCode !== 403)
          wrong.push([message, part[Number(path?.[0]?.slice(1))]]);
    }
    expect(wrong).toEqual([]);
  });
});

test.each(['null', ''])(
  '"%s" means no value in filters of selects and checkboxes, as in filters of other fields',
  async (none) => {
    await makeEdited(payload, 'products');
    for (const [slug, field] of [
      ['products', 'category'],
      ['products', 'price'],
      ['customers', 'marketingConsent'],
    ] as const) {
      const { totalDocs } = await payload.count({ collection: slug });
      for (const [operator, expected] of Object.entries({ equals: 0, not_equals: totalDocs })) {
        const query = `/api/${slug}?where[or][0][${field}][${operator}]=${none}`;
        const { status, body } = await call('GET', query, { token: staff.admin });
        expect([status, body], query).toMatchObject([200, { totalDocs: expected }]);
      }
    }
  },
);

describe('filters by a relation', () => {
  const ID = '0190b5a0-0000-7000-8000-00000000dead';

  test.each([
    'products?where[style][equals]=x',
    'products?where[style][not_equals]=x',
    'products?where[style][in]=x',
    `products?where[style][in]=${ID},x`,
    `products?where[style][in][0]=${ID}&where[style][in][1]=x`,
    'products?where[style][in][0]=null',
    'products?where[style][not_in]=x',
    'products?where[style][equals]=5',
    'products?where[colours][contains]=x',
    'products?where[colours][equals][0]=x',
    'products?where[or][0][range][equals]=x',
    'products/versions?where[version.style][equals]=x',
    'products/versions?where[parent][equals]=x',
    'redirects?where[to.reference.value][equals]=x',
    'redirects?where[to.reference.value][in][0]=x',
    'redirects?where[to.reference][equals][relationTo]=blogs&where[to.reference][equals][value]=x',
  ])('/api/%s is refused, because the value is not an id', async (query) => {
    expect((await call('GET', `/api/${query}`, { token: staff.admin })).status).toBe(400);
  });

  test.each([
    `products?where[style][equals]=${ID}`,
    'products?where[style][equals]=null',
    'products?where[style][equals]=',
    'products?where[style][not_equals]=null',
    `products?where[style][in]=${ID},${ID}`,
    `products?where[style][not_in][0]=${ID}`,
    `products?where[colours][contains]=${ID}`,
    `products?where[colours][in]=${ID}`,
    `products/versions?where[parent][equals]=${ID}`,
    'products?where[style][exists]=false',
    'redirects?where[to.reference.relationTo][equals]=blogs',
    `redirects?where[to.reference.value][equals]=${ID}`,
    `redirects?where[to.reference][equals][relationTo]=blogs&where[to.reference][equals][value]=${ID}`,
  ])('/api/%s gets a result', async (query) => {
    expect((await call('GET', `/api/${query}`, { token: staff.admin })).status).toBe(200);
  });

  test('find no documents for an unknown id, not even those without a value', async () => {
    await makeEdited(payload, 'products');
    const { body } = await call('GET', `/api/products?where[style][equals]=${ID}`, { token: staff.admin });
    expect(body).toMatchObject({ totalDocs: 0 });
  });
});

test('refused requests are not logged as errors', () => {
  expect(errors).toEqual([]);
});
