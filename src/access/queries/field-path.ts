import type { FlattenedField, Payload, SanitizedCollectionConfig } from 'payload';

/** A field on the way of a path, and the collection that the path has just entered through a relation, if it has. */
export type Step = { field: FlattenedField; entered?: SanitizedCollectionConfig };

/** A path of a filter or sort: the fields on its way, and what is left behind its last one. */
export type FieldPath = { steps: Step[]; rest: string[] };

const ID: FlattenedField = { name: 'id', type: 'text' } as FlattenedField;

const field = (name: string, type: string, more: object = {}) => ({ name, type, ...more }) as FlattenedField;

/** What versions have beside a copy of the document's own fields (Payload's `buildVersionCollectionFields`). */
const versionFields = (collection: SanitizedCollectionConfig): FlattenedField[] => [
  field('version', 'group', { flattenedFields: collection.flattenedFields }),
  field('parent', 'relationship', { relationTo: collection.slug }),
  ...['latest', 'snapshot', 'autosave'].map((name) => field(name, 'checkbox')),
];

/**
 * The fields that `path` (segments with dots, or double underscores as in GraphQL) goes through, relations followed. Names that stand for a
 * path of their own (`virtual`) are followed too.
 * @returns undefined for a path that the collection doesn't have
 */
export function fieldPath(
  payload: Payload,
  collection: SanitizedCollectionConfig,
  path: string,
): FieldPath | undefined {
  const segments = path.replace(/__/g, '.').split('.');
  const locales = payload.config.localization ? payload.config.localization.localeCodes : [];
  const steps: Step[] = [];
  let here: FlattenedField[] = collection.versions
    ? [...collection.flattenedFields, ...versionFields(collection)]
    : collection.flattenedFields;
  let entered: SanitizedCollectionConfig | undefined;
  for (let i = 0; i < segments.length; i++) {
    const name = segments[i] as string;
    if (i > 0 && locales.includes(name)) continue;
    const found: FlattenedField | undefined =
      here.find((each) => each.name === name) ?? (name === 'id' || name === '_id' ? ID : undefined);
    if (!found) return undefined;
    steps.push({ field: found, ...(entered ? { entered } : {}) });
    entered = undefined;
    const rest = segments.slice(i + 1);
    if ('virtual' in found && typeof found.virtual === 'string') {
      const alias = fieldPath(payload, collection, [found.virtual, ...rest].join('.'));
      return alias && { steps: [...steps, ...alias.steps], rest: alias.rest };
    }
    if (rest.length === 0) break;
    const target = relatedCollection(payload, found);
    if (target) {
      entered = target;
      here = target.flattenedFields;
    } else if ('blocks' in found) {
      here = found.blocks.flatMap((block) => block.flattenedFields).concat(field('blockType', 'text'));
    } else if ('flattenedFields' in found) {
      here = found.flattenedFields;
    } else {
      return { steps, rest };
    }
  }
  return { steps, rest: [] };
}

/** The collection that a relation, upload or join leads to; none for those that may lead to several. */
export function relatedCollection(payload: Payload, field: FlattenedField): SanitizedCollectionConfig | undefined {
  const slug =
    field.type === 'relationship' || field.type === 'upload'
      ? field.relationTo
      : field.type === 'join'
        ? field.collection
        : undefined;
  return typeof slug === 'string' ? payload.collections[slug]?.config : undefined;
}
