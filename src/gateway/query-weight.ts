import { type DocumentNode, type FragmentDefinitionNode, Kind, visit } from 'graphql';
import { rootFields } from '../graphql/root-fields.ts';

/** Parts of a query that count as much as a request without any. */
const PARTS = 5;
/** A part that leads to a related document costs a join. */
const PER_STEP = 4;

const FILTER = /^(?:where|joins\[)/;

/** For how many requests a read of Payload's REST API counts, by its query: 1 without filters. */
export function queryWeight(search: string): number {
  let parts = 0;
  for (const [key, value] of new URLSearchParams(search)) {
    if (FILTER.test(key)) parts += 1 + PER_STEP * stepsIn(key) + spacesIn(value);
    else if (key.startsWith('sort')) parts += value.split(',').length - 1 + PER_STEP * stepsIn(value);
  }
  return weightOf(parts);
}

/** For how many requests a GraphQL operation counts: each query or mutation in it is one, filters come on top. */
export function graphqlWeight(document: DocumentNode, variables: unknown): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  let roots = 0;
  let parts = 0;
  visit(document, {
    OperationDefinition(node) {
      roots += rootFields(node.selectionSet, (name) => fragments.get(name));
    },
    ObjectField(node) {
      parts += 1 + PER_STEP * stepsIn(node.name.value.replaceAll('__', '.'));
    },
  });
  return Math.max(1, roots) - 1 + weightOf(parts + leavesIn(variables));
}

const weightOf = (parts: number): number => 1 + Math.floor(parts / PARTS);
const stepsIn = (path: string): number => path.split('.').length - 1;
const spacesIn = (value: string): number => value.trim().split(/\s+/).length - 1;

function leavesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return value === undefined ? 0 : 1;
  return Object.values(value).reduce((sum: number, each) => sum + leavesIn(each), 0);
}
