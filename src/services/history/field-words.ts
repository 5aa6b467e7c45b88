import type { FlattenedField, SanitizedConfig } from 'payload';
import { toWords } from 'payload/shared';

/** Entities in the change log that are neither collections nor globals. */
const OTHER_LABELS: Record<string, string> = { jobs: 'Job', 'sign-ins': 'Sign-in', retention: 'Retention' };

/** Returns the label of an entity of the change log: "Booking", "Settings". */
export function entityInWords({ collections, globals }: SanitizedConfig, entity: string): string {
  const slug = entity.replaceAll('_', '-');
  const collection = collections.find((candidate) => candidate.slug === slug);
  const label = collection?.labels.singular ?? globals.find((candidate) => candidate.slug === slug)?.label;
  return typeof label === 'string' ? label : (OTHER_LABELS[slug] ?? entity);
}

/** The label of a field, and how to format its values. */
export type FieldWords = {
  label: string;
  kind: 'plain' | 'money' | 'reference';
  /** The labels of a select field by value. */
  options: ReadonlyMap<string, string>;
  /** The fields of the rows, if the field is a list. */
  rows: readonly FlattenedField[];
};

/** Fields with amounts in pence. */
const MONEY = new Set(['subtotal', 'vat', 'total', 'price']);

/** Labels of columns that no form shows. */
const COLUMNS: Record<string, string> = { hash: 'Password', salt: 'Password', outcome: 'Outcome', removed: 'Removed' };

/**
 * Returns a function that looks up the label and format of a field of a collection or global, by the field's column (`slot_id`)
 * or path (`sales.vatRate`).
 */
export function fieldWordsForEntity(config: SanitizedConfig, entity: string): (name: string) => FieldWords {
  const found = [...config.collections, ...config.globals].find(
    ({ slug }) => slug.replaceAll('-', '_') === toTableName(entity),
  );
  const fields = found?.flattenedFields ?? [];
  return (name) => findFieldWords(fields, name.split('.'));
}

const toTableName = (entity: string) => entity.replaceAll('-', '_');

function findFieldWords(fields: readonly FlattenedField[], [name = '', ...rest]: string[]): FieldWords {
  const field = fields.find((candidate) => candidate.name === name || toColumnName(candidate) === name);
  if (rest.length === 0) return toFieldWords(name, field);
  const inner = findFieldWords(field && 'flattenedFields' in field ? field.flattenedFields : [], rest);
  return { ...inner, label: `${toFieldWords(name, field).label}: ${lower(inner.label)}` };
}

/** Returns the label of a single field, and how to format its values. */
export function toFieldWords(name: string, field: FlattenedField | undefined): FieldWords {
  const written = field && 'label' in field && typeof field.label === 'string' ? field.label : undefined;
  // Payload generates a label such as "For Kitchen" for a field without a label.
  const label = written && written !== toWords(name) ? written : (COLUMNS[name] ?? sentence(name));
  const isReference = field?.type === 'relationship' || field?.type === 'upload';
  return {
    label,
    kind: isReference ? 'reference' : MONEY.has(name) ? 'money' : 'plain',
    options: toOptionLabels(field),
    rows: field?.type === 'array' ? field.flattenedFields : [],
  };
}

function toOptionLabels(field: FlattenedField | undefined): ReadonlyMap<string, string> {
  if (field?.type !== 'select' && field?.type !== 'radio') return new Map();
  return new Map(
    field.options.map((option) =>
      typeof option === 'string' ? [option, option] : [option.value, String(option.label)],
    ),
  );
}

/** Returns the name of the field's column in Postgres, as Payload generates it. */
const toColumnName = ({ name, type }: FlattenedField): string => {
  const column = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return type === 'relationship' || type === 'upload' ? `${column}_id` : column;
};

/** Turns `for_kitchen` and `forKitchen` into "For kitchen". */
const sentence = (name: string): string => {
  const words = name
    .replace(/_id$/, '')
    .replace(/_/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.replace(/^./, (first) => first.toUpperCase());
};

const lower = (words: string) => words.replace(/^[A-Z](?=[a-z ])/, (first) => first.toLowerCase());
