import type { Field, SanitizedCollectionConfig, SanitizedGlobalConfig } from 'payload';

type NamedField = Extract<Field, { name: string }>;
export type PlacedField = {
  /** The path of the field within its collection or global, separated by dots: `sales.pointsPerPound`, `funnels.name`. */
  path: string;
  field: NamedField;
  /** Whether the field is in the rows of an array or of blocks. */
  inRows: boolean;
};

/** Lists all fields of a collection or global that hold data, including fields within groups, rows, tabs, arrays and blocks. */
export function listFields({
  fields,
}: Pick<SanitizedCollectionConfig | SanitizedGlobalConfig, 'fields'>): PlacedField[] {
  return walk(fields, '', false);
}

function walk(fields: Field[], prefix: string, inRows: boolean): PlacedField[] {
  return fields.flatMap((field): PlacedField[] => {
    if (field.type === 'tabs') {
      return field.tabs.flatMap((tab) =>
        walk(tab.fields, 'name' in tab && tab.name ? `${prefix}${tab.name}.` : prefix, inRows),
      );
    }
    if (field.type === 'blocks') {
      const own = { path: `${prefix}${field.name}`, field, inRows };
      return [own, ...field.blocks.flatMap((block) => walk(block.fields, `${own.path}.${block.slug}.`, true))];
    }
    if (!('name' in field) || !field.name) return 'fields' in field ? walk(field.fields, prefix, inRows) : [];
    if (field.type === 'ui') return [];
    const own = { path: `${prefix}${field.name}`, field: field as NamedField, inRows };
    if (!('fields' in field)) return [own];
    return [own, ...walk(field.fields, `${own.path}.`, inRows || field.type === 'array')];
  });
}
