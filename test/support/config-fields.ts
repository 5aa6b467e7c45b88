import type { Field, SanitizedCollectionConfig, SanitizedGlobalConfig } from 'payload';

type Named = Extract<Field, { name: string }>;
export type PlacedField = {
  /** From the entity on, with dots: `sales.pointsPerPound`, `funnels.name`. */
  path: string;
  field: Named;
  /** Whether an array or blocks lie on the way. */
  inRows: boolean;
};

/** Every field of a collection or global that holds data, those of groups, rows, tabs, arrays and blocks included. */
export function fieldsOf({ fields }: Pick<SanitizedCollectionConfig | SanitizedGlobalConfig, 'fields'>): PlacedField[] {
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
    const own = { path: `${prefix}${field.name}`, field: field as Named, inRows };
    if (!('fields' in field)) return [own];
    return [own, ...walk(field.fields, `${own.path}.`, inRows || field.type === 'array')];
  });
}
