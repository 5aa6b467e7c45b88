import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  OperationTypeNode,
  type ValueNode,
  visit,
} from 'graphql';
import { countListValues, countWords, LIST_OPERATORS, TEXT_OPERATORS } from '../../access/operators.ts';
import { listParameters, type PayloadQuery } from '../payload-query.ts';
import { collectRootFields } from './rules.ts';

/** Matches the names of Payload's fields that contain credentials. */
const SECRET = /token|secret|password/i;

/**
 * Whether the response to a document may contain secrets and therefore must not be compressed. The response to a mutation repeats
 * the data that was sent, and a query for the caller's own account may select its token.
 */
export function mayRevealSecrets(document: DocumentNode): boolean {
  let secret = false;
  visit(document, {
    [Kind.OPERATION_DEFINITION]: ({ operation }) => {
      secret ||= operation !== OperationTypeNode.QUERY;
    },
    [Kind.FIELD]: ({ name }) => {
      secret ||= SECRET.test(name.value);
    },
  });
  return secret;
}

/** The number of query parts (conditions and sort fields) that add 1 to the weight of a request. */
const PARTS_PER_REQUEST = 5;
/** Each step to a related document counts as this many query parts, because it needs a join. */
const PARTS_PER_STEP = 4;

const FILTER = /^(?:where|joins\[)/;
/** Matches the last brackets of a key. They contain the operator, or an index in the operator's list. */
const LAST_PART = /\[(\w*)\]$/;

/**
 * Computes the weight of a read through Payload's REST API from the read's query. The weight is the number of requests that the
 * read counts as: 1, and 1 more for every {@link PARTS_PER_REQUEST} query parts.
 */
export function computeQueryWeight(query: PayloadQuery): number {
  let parts = 0;
  for (const [key, value] of listParameters(query)) {
    if (FILTER.test(key)) parts += PARTS_PER_STEP * countSteps(key) + countParts(key, value);
    else if (key.startsWith('sort')) parts += value.split(',').length - 1 + PARTS_PER_STEP * countSteps(value);
  }
  return toWeight(parts);
}

/** Computes the weight of a GraphQL operation: 1 for each root field (query or mutation), and more for filters. */
export function computeGraphqlWeight(document: DocumentNode, variables: unknown): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  let roots = 0;
  let parts = 0;
  visit(document, {
    OperationDefinition(node) {
      roots += collectRootFields(node.selectionSet, (name) => fragments.get(name)).length;
    },
    ObjectField({ name, value }) {
      parts += PARTS_PER_STEP * countSteps(name.value.replaceAll('__', '.')) + countLiteralParts(name.value, value);
    },
  });
  return Math.max(1, roots) - 1 + toWeight(parts + countVariableParts('', variables));
}

const toWeight = (parts: number): number => 1 + Math.floor(parts / PARTS_PER_REQUEST);
const countSteps = (path: string): number => path.split('.').length - 1;

/** Counts the parts of a query parameter: the values of the list if the operator takes a list, otherwise the words. */
function countParts(key: string, value: string): number {
  const [, operator = ''] = LAST_PART.exec(key) ?? [];
  return countListValues(operator, value) || countWords(value);
}

/**
 * Counts the parts of a text in a GraphQL operation. Only the values of operators are split. A text in a field of a mutation
 * counts as one part, however long it is.
 */
function countTextParts(name: string, text: string): number {
  if (LIST_OPERATORS.has(name)) return countListValues(name, text);
  return TEXT_OPERATORS.has(name) ? countWords(text) : 1;
}

function countLiteralParts(name: string, value: ValueNode): number {
  if (value.kind === Kind.STRING) return countTextParts(name, value.value);
  if (value.kind !== Kind.LIST) return 1;
  return Math.max(1, value.values.filter(({ kind }) => kind !== Kind.OBJECT).length);
}

function countVariableParts(name: string, value: unknown): number {
  if (typeof value === 'string') return countTextParts(name, value);
  if (typeof value !== 'object' || value === null) return value === undefined ? 0 : 1;
  return Object.entries(value).reduce((sum, [key, each]) => sum + countVariableParts(key, each), 0);
}
