import type { CollectionSlug, FlattenedField } from 'payload';

/** Where documents name others: fields by the path at which a query finds them, and texts that may name any. */
export type Relations = { fields: { path: string; polymorphic: boolean }[]; texts: string[] };

/** The relations and uploads among `fields` that lead to `target`, within groups, tabs and rows of lists too, and the rich texts. */
export function relationsTo(target: CollectionSlug, fields: readonly FlattenedField[], prefix = ''): Relations {
  const found: Relations = { fields: [], texts: [] };
  for (const field of fields) {
    const path = `${prefix}${field.name}`;
    if (field.type === 'richText') found.texts.push(path);
    if ((field.type === 'relationship' || field.type === 'upload') && [field.relationTo].flat().includes(target)) {
      found.fields.push({ path, polymorphic: Array.isArray(field.relationTo) });
    }
    if ('flattenedFields' in field) {
      const inner = relationsTo(target, field.flattenedFields, `${path}.`);
      found.fields.push(...inner.fields);
      found.texts.push(...inner.texts);
    }
  }
  return found;
}
