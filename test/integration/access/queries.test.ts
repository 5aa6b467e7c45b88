import { configToSchema } from '@payloadcms/graphql';
import pLimit from 'p-limit';
import type { CollectionSlug, SanitizedCollectionConfig } from 'payload';
import { validOperators } from 'payload/shared';
import { describe, expect, test } from 'vitest';
import { isCsvList } from '../../../src/services/desk/csv-lists.ts';
import { makeEdited } from '../../support/edited-collections.ts';
import { customerToken, staffTokens, startGateway } from '../../support/gateway.ts';

const { payload, call } = await startGateway();
const staff = await staffTokens(payload);
const customer = await customerToken(payload);
const few = pLimit(4);

/** What of a type of GraphQL is asked here: its own classes are those of another copy of the module. */
type Typed = {
  ofType?: Typed;
  getValues?: () => { name: string }[];
  getFields?: () => Record<string, { name: string; type: Typed }>;
};
type Refused = { message: string; path?: string[]; extensions?: { statusCode?: number } };
type Flat = SanitizedCollectionConfig['flattenedFields'][number];
type Path = {
  path: string;
  field: Flat /** Collections that it leads into, the last one first. */;
  into: string[];
  names: string[];
};

const nested = (field: Flat): Flat[] => ('flattenedFields' in field ? field.flattenedFields : []);

/** Every path of a collection's fields, through at most `hops` relations. */
function pathsOf(config: SanitizedCollectionConfig, hops: number, into: string[] = []): Path[] {
  const walk = (fields: Flat[], prefix: string, names: string[]): Path[] =>
    fields.flatMap((field) => {
      const path = `${prefix}${field.name}`;
      const here = { path, field, into, names: [...names, field.name] };
      const related =
        (field.type === 'relationship' || field.type === 'upload') && typeof field.relationTo === 'string' && hops > 0
          ? payload.collections[field.relationTo as CollectionSlug]?.config
          : undefined;
      const further = related
        ? pathsOf(related, hops - 1, [related.slug, ...into]).map((each) => ({
            ...each,
            path: `${path}.${each.path}`,
            names: [...here.names, ...each.names],
          }))
        : [];
      return [here, ...further, ...walk(nested(field), `${path}.`, here.names)];
    });
  return walk(config.flattenedFields, '', []);
}

/** What everybody may read (content-model.md), and the fields in it that are not for everybody. */
const PUBLIC = [
  'showrooms',
  'products',
  'colours',
  'styles',
  'ranges',
  'finishes',
  'media',
  'blogs',
  'redirects',
  'brochures',
];
const NOT_PUBLIC = new Set([
  ...['products.savedBy', 'products.stockSeen', 'blogs.savedBy'],
  ...['key', 'originalName', 'isDefault', 'archivedAt', 'filename', 'filesize', 'mimeType', 'url', 'thumbnailURL'].map(
    (name) => `brochures.${name}`,
  ),
  ...['brochures.width', 'brochures.height'],
]);
const isPublic = (slug: string, { field, into, names }: Path) =>
  into.every((each) => PUBLIC.includes(each)) &&
  !('hidden' in field && field.hidden) &&
  !NOT_PUBLIC.has(`${slug}.${names[0]}`);

test('every field of a public collection with a rule for readers is in the table', () => {
  const ruled = PUBLIC.flatMap((slug) =>
    pathsOf(payload.collections[slug as CollectionSlug].config, 0)
      .filter(({ field }) => 'access' in field && (field.access as { read?: unknown } | undefined)?.read)
      .map(({ path }) => `${slug}.${path}`),
  );
  expect(ruled.filter((each) => !NOT_PUBLIC.has(each))).toEqual([]);
});

test.each(PUBLIC)('of %s the public filters and sorts by what it may read, and by nothing else', async (slug) => {
  const paths = pathsOf(payload.collections[slug as CollectionSlug].config, 2);
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
])('/api/%s tells the public nothing', async (query) => {
  expect((await call('GET', `/api/${query}`)).status).toBe(400);
});

test('nobody reads sessions by a filter, staff neither; who may read a field may ask for it', async () => {
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

/** One of each sort of value, as REST knows them. */
const VALUES = ['x%_', '0190b5a0-0000-7000-8000-00000000dead', 'null'];
/** Behind a relation columns are of the same types, so a few are enough. */
const FEW = ['equals', 'in', 'like', 'exists'];

/** The status that REST would answer an error of Payload's with; undefined when only the whole way can tell. */
const statusOf = (error: unknown) => (error as { status?: number }).status;

const { docs: admins } = await payload.find({ collection: 'users', where: { email: { equals: 'admin@example.com' } } });
const user = { ...admins[0], collection: 'users' };

async function answersTo(slug: CollectionSlug, path: string, operator: string, value: string) {
  const where = { [path]: { [operator]: value } };
  const asked = { collection: slug, where: where as never, overrideAccess: false as const, user: user as never };
  const drafts = Boolean(payload.collections[slug].config.versions?.drafts);
  try {
    await payload.count(asked);
    if (drafts && value === VALUES[0]) await payload.find({ ...asked, draft: true, limit: 1, depth: 0 });
    return 200;
  } catch (error) {
    return statusOf(error);
  }
}

describe('a filter is answered, or refused by 400, whatever is asked of whatever field', () => {
  const readable = payload.config.collections.filter(
    ({ slug }) => !['payload-migrations', 'payload-jobs', 'payload-kv'].includes(slug),
  );

  test.each(readable.map(({ slug }) => slug))('%s, by REST and in its list', async (slug) => {
    const paths = [{ path: 'id', into: [] }, ...pathsOf(payload.collections[slug].config, 1)];
    const wrong: string[] = [];
    await Promise.all(
      paths.flatMap(({ path, into }) =>
        (into.length ? FEW : validOperators).flatMap((operator) =>
          (into.length ? VALUES.slice(0, 1) : VALUES).map((value) =>
            few(async () => {
              let status = await answersTo(slug, path, operator, value);
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

  test('in shapes that are none', async () => {
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

  test('as CSV', async () => {
    for (const slug of payload.config.collections.map((each) => each.slug).filter(isCsvList)) {
      for (const { path } of pathsOf(payload.collections[slug].config, 0)) {
        for (const operator of ['contains', 'within']) {
          const where = encodeURIComponent(JSON.stringify({ [path]: { [operator]: 'x' } }));
          const { status } = await call('GET', `/api/desk/csv/${slug}?where=${where}`, { token: staff.admin });
          expect([200, 400], `${slug} ${path} ${operator}`).toContain(status);
        }
      }
    }
  });

  test('by GraphQL', async () => {
    const { schema } = configToSchema(payload.config);
    const value = (type: Typed): string => {
      if (type.ofType) return type.constructor.name === 'GraphQLList' ? `[${value(type.ofType)}]` : value(type.ofType);
      if (type.getValues) return type.getValues()[0]?.name ?? '""';
      if (type.getFields) return '{}';
      const known: Record<string, string> = {
        Int: '1',
        Float: '1',
        Boolean: 'true',
        DateTime: '"2026-11-29T00:00:00.000Z"',
      };
      return known[String(type)] ?? (String(type) === 'EmailAddress' ? '"a@example.com"' : '"x"');
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
