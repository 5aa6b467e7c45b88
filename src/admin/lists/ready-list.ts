import type { ready } from '../strings/ready.ts';

export type ListName = keyof typeof ready;

/** A ready-made view of a list: its name and the query that makes it. */
export type ReadyList = { name: ListName; query: string };

export type Condition = [field: string, operator: string, value: string];

/** The query where all conditions of one of `alternatives` hold, in the form that the filter builder of the list view reads. */
export function listQuery(sort: string, ...alternatives: Condition[][]): string {
  const query = new URLSearchParams({ sort });
  alternatives.forEach((conditions, either) => {
    conditions.forEach(([field, operator, value], i) => {
      query.set(`where[or][${either}][and][${i}][${field}][${operator}]`, value);
    });
  });
  return query.toString();
}

/** A list by its name, and all that it shows. */
export const readyList = (name: ListName, sort: string, ...alternatives: Condition[][]): ReadyList => ({
  name,
  query: listQuery(sort, ...alternatives),
});

const DAY_MS = 86_400_000;

/** The moment so many times 24 hours before `now`, as Postgres counts intervals of days in UTC. */
export const daysBefore = (now: Date, days: number): string => new Date(now.getTime() - days * DAY_MS).toISOString();

/** The query of one of `lists`. @throws when it is not among them. */
export function queryNamed(lists: ReadyList[], name: ListName): string {
  const found = lists.find((list) => list.name === name);
  if (!found) throw new Error(`There is no list ${name} here.`);
  return found.query;
}

type SearchParams = Record<string, string | string[] | undefined>;

const shapeOf = (entries: Iterable<[string, string]>) =>
  JSON.stringify(
    [...entries]
      .filter(([key]) => key === 'sort' || key.startsWith('where'))
      .map(([key, value]) => [key, value.replace(/^\d{4}-.*Z$/, 'a moment')])
      .sort(),
  );

/** The name of the list that a page shows. Moments are not compared: "from now on" was another moment when it was opened. */
export function currentList(lists: ReadyList[], searchParams: SearchParams): ListName | undefined {
  const entries = Object.entries(searchParams).map(([key, value]): [string, string] => [key, String(value ?? '')]);
  const shown = shapeOf(entries);
  return lists.find(({ query }) => shapeOf(new URLSearchParams(query)) === shown)?.name;
}
