import fc from 'fast-check';
import type { FlattenedField, Payload } from 'payload';
import { hostileText } from './hostile.ts';
import type { FuzzRequest } from './request.ts';

const OPERATORS = [
  ...['equals', 'not_equals', 'in', 'not_in', 'all', 'exists', 'greater_than', 'greater_than_equal', 'less_than'],
  ...['less_than_equal', 'like', 'not_like', 'contains', 'near', 'within', 'intersects', 'surprise', '__proto__'],
];

const VALUES = [
  ...[
    'true',
    'false',
    'null',
    '1',
    '-1',
    '1.5',
    '2026-11-29',
    '2026-11-29T10:00:00Z',
    'KITCHEN',
    'published',
    'a,b',
    '',
  ],
  ...['0190b5a0-0000-7000-8000-00000000dead', '0190b5a0-0000-7000-8000-00000000dead,x', '1,2,3,4', '[1,2]', '{"a":1}'],
];

/**
 * Lists the paths of `fields`, of the fields within them, and of related documents' fields across up to `hops` relations, in the
 * notation of `where` and `sort`.
 */
export function fieldPaths(payload: Payload, fields: FlattenedField[], hops = 1): string[] {
  return fields.flatMap((field) => {
    if (!('name' in field) || !field.name) return [];
    const own = [field.name];
    if ('flattenedFields' in field && field.flattenedFields)
      return [...own, ...fieldPaths(payload, field.flattenedFields, hops).map((path) => `${field.name}.${path}`)];
    if ((field.type === 'relationship' || field.type === 'upload') && hops > 0) {
      const targets = [field.relationTo].flat().slice(0, 2);
      const below = targets.flatMap((slug) => {
        const target = payload.collections[slug]?.config;
        return target ? fieldPaths(payload, target.flattenedFields, hops - 1) : [];
      });
      return [
        ...own,
        ...below.map((path) => `${field.name}.${path}`),
        `${field.name}.value`,
        `${field.name}.relationTo`,
      ];
    }
    return own;
  });
}

/**
 * Generates reads through Payload's REST API: lists, single documents, versions, counts and globals, with all kinds of queries.
 */
export function restReads(payload: Payload, callers: readonly string[]): fc.Arbitrary<FuzzRequest> {
  const collections = payload.config.collections.map(({ slug, flattenedFields }) => ({
    slug,
    paths: ['id', 'createdAt', 'and', 'or', ...fieldPaths(payload, flattenedFields)],
  }));
  const ofCollections = collections.map(({ slug, paths }) =>
    fc
      .tuple(
        fc.constantFrom('', '', '', '/count', '/versions', '/0190b5a0-0000-7000-8000-00000000dead'),
        queries(paths),
      )
      .map(([suffix, query]) => ({ operation: `GET /api/${slug}${suffix}`, url: `/api/${slug}${suffix}${query}` })),
  );
  const ofGlobals = payload.config.globals.map(({ slug, flattenedFields }) =>
    queries(fieldPaths(payload, flattenedFields)).map((query) => ({
      operation: `GET /api/globals/${slug}`,
      url: `/api/globals/${slug}${query}`,
    })),
  );
  return fc
    .tuple(fc.oneof(...ofCollections, ...ofGlobals), fc.constantFrom(...callers))
    .map(([target, caller]) => ({ ...target, caller, method: 'GET', headers: {}, body: undefined }));
}

type Pair = readonly [key: string, value: string];

function queries(paths: string[]): fc.Arbitrary<string> {
  const path = fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...paths) }, { weight: 1, arbitrary: hostileText });
  const value = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...VALUES) }, { weight: 1, arbitrary: hostileText });
  const condition: fc.Arbitrary<Pair> = fc
    .tuple(
      fc.constantFrom('where', 'where', 'where[and][0]', 'where[or][0]', 'where[or][1]', 'where[and][0][or][0]'),
      path,
      fc.constantFrom(...OPERATORS.map((operator) => `[${operator}]`), '', '[in][0]', '[in][]', '[equals][a]'),
      value,
    )
    .map(([prefix, field, operator, text]) => [`${prefix}[${field}]${operator}`, text]);
  const other: fc.Arbitrary<Pair> = fc.oneof(
    fc.tuple(fc.constantFrom('', '-'), path).map(([sign, field]) => ['sort', `${sign}${field}`] as const),
    fc
      .tuple(path, fc.constantFrom('true', 'false', '1', 'x'))
      .map(([field, text]) => [`select[${field.replaceAll('.', '][')}]`, text] as const),
    fc.tuple(path, value).map(([field, text]) => [`populate[${field}]`, text] as const),
    fc.tuple(path, value).map(([field, text]) => [`joins[${field}][limit]`, text] as const),
    fc.tuple(
      fc.constantFrom(
        'limit',
        'page',
        'depth',
        'draft',
        'trash',
        'locale',
        'fallback-locale',
        'pagination',
        'where',
        'sort',
        'select',
        'joins',
        'populate',
        'autosave',
        'flattenLocales',
      ),
      value,
    ),
  );
  const pairs = fc.array(fc.oneof({ weight: 3, arbitrary: condition }, { weight: 2, arbitrary: other }), {
    maxLength: 4,
  });
  return pairs.map((all) =>
    all.length === 0 ? '' : `?${all.map(([key, text]) => `${encoded(key)}=${encoded(text)}`).join('&')}`,
  );
}

const encoded = (text: string) =>
  encodeURIComponent(Buffer.from(text.slice(0, 1000)).toString())
    .replaceAll('%5B', '[')
    .replaceAll('%5D', ']');
