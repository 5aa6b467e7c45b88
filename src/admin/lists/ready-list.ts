/** A ready-made view of a list: its name and the query that makes it. */
export type ReadyList = { label: string; query: string };

export type Condition = [field: string, operator: string, value: string];

/** The list where all `conditions` hold, in the form that the filter builder of the list view reads. */
export function readyList(label: string, sort: string, conditions: Condition[] = []): ReadyList {
  const query = new URLSearchParams({ sort });
  conditions.forEach(([field, operator, value], i) => {
    query.set(`where[or][0][and][${i}][${field}][${operator}]`, value);
  });
  return { label, query: query.toString() };
}

type SearchParams = Record<string, string | string[] | undefined>;

const shapeOf = (entries: Iterable<[string, string]>) =>
  JSON.stringify(
    [...entries]
      .filter(([key]) => key === 'sort' || key.startsWith('where'))
      .map(([key, value]) => [key, value.replace(/^\d{4}-.*Z$/, 'a moment')])
      .sort(),
  );

/** The label of the list that a page shows. Moments are not compared: "from now on" was another moment when it was opened. */
export function currentList(lists: ReadyList[], searchParams: SearchParams): string | undefined {
  const entries = Object.entries(searchParams).map(([key, value]): [string, string] => [key, String(value ?? '')]);
  const shown = shapeOf(entries);
  return lists.find(({ query }) => shapeOf(new URLSearchParams(query)) === shown)?.label;
}
