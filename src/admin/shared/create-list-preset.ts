import type { listPresets } from '../strings/shared.ts';

export type PresetName = keyof typeof listPresets;

/** A list preset: its name and query. */
export type ListPreset = { name: PresetName; query: string };

export type Condition = [field: string, operator: string, value: string];

/**
 * The query for rows that meet all conditions of at least one alternative, in the format that the filter builder
 * parses.
 */
export function toListQuery(sort: string, ...alternatives: Condition[][]): string {
  const query = new URLSearchParams({ sort });
  alternatives.forEach((conditions, either) => {
    conditions.forEach(([field, operator, value], i) => {
      query.set(`where[or][${either}][and][${i}][${field}][${operator}]`, value);
    });
  });
  return query.toString();
}

/** Creates a list preset from its name, sort order and alternatives of conditions. */
export const createListPreset = (name: PresetName, sort: string, ...alternatives: Condition[][]): ListPreset => ({
  name,
  query: toListQuery(sort, ...alternatives),
});

const DAY_MS = 86_400_000;

/** The time `days` × 24 hours before `now`, as Postgres subtracts intervals of days in UTC. */
export const toDaysBefore = (now: Date, days: number): string => new Date(now.getTime() - days * DAY_MS).toISOString();

/** Returns the query of the preset `name`. @throws Error if `lists` has no such preset */
export function findPresetQuery(lists: ListPreset[], name: PresetName): string {
  const found = lists.find((list) => list.name === name);
  if (!found) throw new Error(`The list has no preset ${name}.`);
  return found.query;
}

type SearchParams = Record<string, string | string[] | undefined>;

const toComparableQuery = (entries: Iterable<[string, string]>) =>
  JSON.stringify(
    [...entries]
      .filter(([key]) => key === 'sort' || key.startsWith('where'))
      .map(([key, value]) => [key, value.replace(/^\d{4}-.*Z$/, 'a moment')])
      .sort(),
  );

/**
 * Returns the name of the list preset that a page shows; undefined if the query of the page matches no preset. Ignores
 * timestamps, because the timestamps of a preset depend on when the page was opened.
 */
export function findCurrentPreset(lists: ListPreset[], searchParams: SearchParams): PresetName | undefined {
  const entries = Object.entries(searchParams).map(([key, value]): [string, string] => [key, String(value ?? '')]);
  const shown = toComparableQuery(entries);
  return lists.find(({ query }) => toComparableQuery(new URLSearchParams(query)) === shown)?.name;
}
