import type { Where } from 'payload';

/** Field types whose filter value is chosen from a menu; the values of other types are typed. */
const CHOSEN = new Set(['checkbox', 'radio', 'select', 'relationship', 'upload']);

type FilterField = { name?: string; type: string };

/**
 * The shape of a filter: its fields, operators and chosen values, but not the typed values. Filters with the same shape
 * can share the inputs of the filter builder.
 */
export function filterShape(where: Where | undefined, fields: readonly FilterField[]): string {
  const chosen = new Set(fields.filter(({ type }) => CHOSEN.has(type)).map(({ name }) => name));
  const alternatives = Array.isArray(where?.or) ? where.or : [];
  return JSON.stringify(
    alternatives.map(({ and }) => (and ?? []).map((condition) => conditionShape(condition, chosen))),
  );
}

const conditionShape = (condition: Where, chosen: Set<string | undefined>) =>
  Object.entries(condition).map(([field, operators]) => [
    field,
    Object.entries(operators as Record<string, unknown>).map(([operator, value]) =>
      chosen.has(field) || operator === 'exists' ? [operator, value] : [operator],
    ),
  ]);
