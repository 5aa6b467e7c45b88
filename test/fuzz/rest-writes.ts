import fc from 'fast-check';
import type { FlattenedField, Payload } from 'payload';
import { hostileText, hostileValue } from './hostile.ts';
import type { KnownValues } from './json-schema.ts';
import type { FuzzRequest } from './request.ts';

/**
 * Generates creations, updates and deletions through Payload's REST API. Creations and updates send valid or nearly valid values
 * for some fields of a document.
 */
export function restWrites(
  payload: Payload,
  callers: readonly string[],
  known: KnownValues,
): fc.Arbitrary<FuzzRequest> {
  const ofCollections = payload.config.collections.map(({ slug, flattenedFields }) =>
    fc
      .tuple(
        fc.constantFrom(['POST', ''], ['PATCH', '/:id'], ['PATCH', '?where[id][exists]=true'], ['DELETE', '/:id']),
        known(slug) ?? fc.uuid({ version: 7 }),
        document(flattenedFields, known),
        fc.constantFrom('', 'draft=true'),
      )
      .map(([[method = '', target = ''], id, data, draft]) => {
        const path = `/api/${slug}${target.replace(':id', String(id))}`;
        const url = draft ? `${path}${path.includes('?') ? '&' : '?'}${draft}` : path;
        return { operation: `${method} /api/${slug}${target}`, method, url, data };
      }),
  );
  const ofGlobals = payload.config.globals.map(({ slug, flattenedFields }) =>
    document(flattenedFields, known).map((data) => {
      const url = `/api/globals/${slug}`;
      return { operation: `POST ${url}`, method: 'POST', url, data };
    }),
  );
  return fc
    .tuple(fc.oneof(...ofCollections, ...ofGlobals), fc.constantFrom(...callers))
    .map(([{ data, ...to }, caller]) => ({
      ...to,
      caller,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(data),
    }));
}

function document(fields: FlattenedField[], known: KnownValues): fc.Arbitrary<unknown> {
  const values = Object.fromEntries(
    fields.flatMap((field) => ('name' in field && field.name ? [[field.name, fieldValue(field, known)] as const] : [])),
  );
  return fc.record(values, { requiredKeys: [] }).chain((all) =>
    // Send only a few fields at a time, because one rejected field would hide faults in the others.
    fc
      .subarray(Object.entries(all), { maxLength: Math.min(6, Object.keys(all).length) })
      .map((some) => Object.fromEntries(some)),
  );
}

function fieldValue(field: FlattenedField, known: KnownValues): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 5, arbitrary: rightValue(field, known) }, { weight: 1, arbitrary: hostileValue });
}

function rightValue(field: FlattenedField, known: KnownValues): fc.Arbitrary<unknown> {
  switch (field.type) {
    case 'number':
      return fc.constantFrom(
        ...[0, 1, -1, 60, 1000, 2_147_483_647, 2_147_483_648, 1e15, 0.5].flatMap((n) => [n, n + 1]),
      );
    case 'checkbox':
      return fc.boolean();
    case 'date':
      return fc.constantFrom(
        '2026-11-30T10:00:00.000Z',
        '2026-11-31',
        '1900-01-01',
        '9999-12-31T23:59:59Z',
        '+275760-09-13',
      );
    case 'email':
      return fc.constantFrom('fuzz@example.com', 'a@b', 'tom&jerry@example.com', 'ada@müller.de');
    case 'select':
    case 'radio':
      return fc.constantFrom(...field.options.map((option) => (typeof option === 'string' ? option : option.value)));
    case 'relationship':
    case 'upload': {
      const [slug = ''] = [field.relationTo].flat();
      const one = known(slug) ?? fc.uuid({ version: 7 });
      const target = Array.isArray(field.relationTo) ? one.map((value) => ({ relationTo: slug, value })) : one;
      return 'hasMany' in field && field.hasMany ? fc.array(target, { maxLength: 3 }) : target;
    }
    case 'array':
      return fc.array(document(field.flattenedFields, known), { maxLength: 3 });
    case 'group':
    case 'tab':
      return document(field.flattenedFields, known);
    default:
      return fc.oneof(fc.constantFrom('Ada', '2026-11-30', '09:00', '#aabbcc', 'a-slug'), hostileText);
  }
}
