import type { Collection, FlattenedField, Where } from 'payload';

/** What a query asks Postgres to do. */
export type QueryCost = {
  /** Comparisons, in all branches of `and` and `or`. */
  conditions: number;
  /** Joins, each of which multiplies its rows: one for each related document on the way, {@link TO_MANY} where there may be several. */
  joins: number;
  /** Words that are looked for in text. */
  words: number;
  sortKeys: number;
  /** Joins on the way to what is sorted by. */
  sortJoins: number;
};

export const NO_COST: QueryCost = { conditions: 0, joins: 0, words: 0, sortKeys: 0, sortJoins: 0 };
export const COST_KEYS = Object.keys(NO_COST) as (keyof QueryCost)[];

type Collections = Record<string, Pick<Collection, 'config'>>;
type Fields = readonly FlattenedField[];
type Filter = { where?: Where | undefined; sort?: string | string[] | undefined };
type Query = Filter & { joins?: Record<string, Filter | false> | false | undefined };

/** What a join costs that leads from one row to several. */
const TO_MANY = 3;

/** Each word of their value is looked for by itself, in every row. */
const TEXT_OPERATORS = new Set(['like', 'not_like', 'contains']);

/** What `query` costs in a collection with these fields. A path that leads nowhere costs what can be seen of it. */
export function queryCost(collections: Collections, fields: Fields, { where, sort, joins }: Query): QueryCost {
  const cost = filterCost(collections, fields, { where, sort });
  for (const [path, join] of Object.entries(joins || {})) {
    const field = fieldAt(fields, path);
    if (!join || field?.type !== 'join') continue;
    const [target = ''] = [field.collection].flat();
    const inner = filterCost(collections, fieldsOf(collections, target), join);
    for (const key of COST_KEYS) cost[key] += inner[key];
    cost.joins += 1;
  }
  return cost;
}

function filterCost(collections: Collections, fields: Fields, { where, sort }: Filter): QueryCost {
  const cost = { ...NO_COST };
  for (const key of [sort ?? []].flat().flatMap((keys) => String(keys).split(','))) {
    cost.sortKeys += 1;
    cost.sortJoins += joinsOf(collections, fields, key.replace(/^-/, ''));
  }
  addConditions(cost, collections, fields, where);
  return cost;
}

function addConditions(cost: QueryCost, collections: Collections, fields: Fields, where: Where | undefined): void {
  for (const [path, constraint] of Object.entries(where ?? {})) {
    if (Array.isArray(constraint)) {
      for (const each of constraint) addConditions(cost, collections, fields, each);
      continue;
    }
    for (const [operator, value] of Object.entries(constraint ?? {})) {
      cost.conditions += 1;
      cost.joins += joinsOf(collections, fields, path);
      if (TEXT_OPERATORS.has(operator)) cost.words += wordsIn(value);
    }
  }
}

const wordsIn = (value: unknown): number => String(value).trim().split(/\s+/).length;

/** What the joins cost that a path needs: its last field too lies in a table of its own when it may have several values. */
function joinsOf(collections: Collections, fields: Fields, path: string): number {
  const [name = '', ...rest] = path.replaceAll('__', '.').split('.');
  const field = fields.find((each) => each.name === name);
  if (!field) return 0;
  const onward = rest.join('.');
  if ('flattenedFields' in field) {
    return (field.type === 'array' ? TO_MANY : 0) + (onward ? joinsOf(collections, field.flattenedFields, onward) : 0);
  }
  const toMany = field.type === 'join' || field.type === 'blocks' || ('hasMany' in field && field.hasMany === true);
  const related = onward ? relatedBy(field) : [];
  if (related.length === 0) return toMany ? TO_MANY : 0;
  const further = related.map((slug) => joinsOf(collections, fieldsOf(collections, slug), onward));
  return (toMany ? TO_MANY : 1) + Math.max(...further);
}

/** The slugs of the collections that a field leads to. */
function relatedBy(field: FlattenedField): string[] {
  if (field.type === 'relationship' || field.type === 'upload') return [field.relationTo].flat();
  return field.type === 'join' ? [field.collection].flat() : [];
}

const fieldsOf = (collections: Collections, slug: string): Fields => collections[slug]?.config.flattenedFields ?? [];

function fieldAt(fields: Fields, path: string): FlattenedField | undefined {
  const [name = '', ...rest] = path.split('.');
  const field = fields.find((each) => each.name === name);
  if (!field || rest.length === 0) return field;
  return 'flattenedFields' in field ? fieldAt(field.flattenedFields, rest.join('.')) : undefined;
}
