import type { FlattenedField, Payload, SanitizedCollectionConfig } from 'payload';

/** A field on a path. `entered` is the related collection that contains the field, if the path reached it through a relation. */
export type PathStep = { field: FlattenedField; entered?: SanitizedCollectionConfig };

/** A path of a filter or sort: the fields on it, and the segments after the last field. */
export type FieldPath = { steps: PathStep[]; rest: string[] };

const ID: FlattenedField = { name: 'id', type: 'text' } as FlattenedField;

const field = (name: string, type: string, options: object = {}) => ({ name, type, ...options }) as FlattenedField;

/**
 * The fields of a version: a copy of the document's fields (`version`), and the fields that Payload adds (see Payload's
 * `buildVersionCollectionFields`).
 */
const versionFields = (collection: SanitizedCollectionConfig): FlattenedField[] => [
  field('version', 'group', { flattenedFields: collection.flattenedFields }),
  field('parent', 'relationship', { relationTo: collection.slug }),
  ...['latest', 'snapshot', 'autosave'].map((name) => field(name, 'checkbox')),
];

/**
 * Resolves `path` (segments separated by dots, or by double underscores as in GraphQL) to the fields on it. Follows relations,
 * and virtual fields that are an alias of another path.
 * @returns undefined if the collection has no such path
 */
export function resolveFieldPath(
  payload: Payload,
  collection: SanitizedCollectionConfig,
  path: string,
): FieldPath | undefined {
  const segments = path.replace(/__/g, '.').split('.');
  const locales = payload.config.localization ? payload.config.localization.localeCodes : [];
  const steps: PathStep[] = [];
  let fields: FlattenedField[] = collection.versions
    ? [...collection.flattenedFields, ...versionFields(collection)]
    : collection.flattenedFields;
  let entered: SanitizedCollectionConfig | undefined;
  let current = collection;
  for (let i = 0; i < segments.length; i++) {
    const name = segments[i] as string;
    if (i > 0 && locales.includes(name)) continue;
    const match: FlattenedField | undefined =
      fields.find((each) => each.name === name) ?? (name === 'id' || name === '_id' ? ID : undefined);
    if (!match) return undefined;
    steps.push({ field: match, ...(entered ? { entered } : {}) });
    entered = undefined;
    const rest = segments.slice(i + 1);
    if ('virtual' in match && typeof match.virtual === 'string') {
      const alias = resolveFieldPath(payload, current, [match.virtual, ...rest].join('.'));
      return alias && { steps: [...steps, ...alias.steps], rest: alias.rest };
    }
    if (rest.length === 0) break;
    const target = relatedCollection(payload, match);
    if (target) {
      entered = target;
      current = target;
      fields = target.flattenedFields;
    } else if ('blocks' in match) {
      fields = match.blocks.flatMap((block) => block.flattenedFields).concat(field('blockType', 'text'));
    } else if ('flattenedFields' in match) {
      fields = match.flattenedFields;
    } else {
      return { steps, rest };
    }
  }
  return { steps, rest: [] };
}

/**
 * Returns the collection to which a relation, upload or join field refers; undefined for a field that can refer to several
 * collections, and for any other type of field.
 */
export function relatedCollection(payload: Payload, field: FlattenedField): SanitizedCollectionConfig | undefined {
  const slug =
    field.type === 'relationship' || field.type === 'upload'
      ? field.relationTo
      : field.type === 'join'
        ? field.collection
        : undefined;
  return typeof slug === 'string' ? payload.collections[slug]?.config : undefined;
}
