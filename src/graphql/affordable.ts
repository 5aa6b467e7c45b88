import { type DocumentNode, GraphQLError, Kind, type SelectionSetNode } from 'graphql';

/** Fields of one document when every fragment is written out where it is spread. */
const MAX_FIELDS = 1000;

/**
 * Refuses a document whose fragments multiply into too many fields. It has to be known before validation: the rules of
 * graphql-js and Payload's complexity rule walk every spread, so thirty small fragments can stop the process.
 * @throws GraphQLError
 */
export function assertAffordable(document: DocumentNode): DocumentNode {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
  }
  const counted = new Map<string, number>();
  const fragmentSize = (name: string): number => {
    const known = counted.get(name);
    if (known !== undefined) return known;
    counted.set(name, 1);
    const set = fragments.get(name);
    const size = set ? sizeOf(set) : 1;
    counted.set(name, size);
    return size;
  };
  const sizeOf = (set: SelectionSetNode): number => {
    let size = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) size += fragmentSize(selection.name.value);
      else size += 1 + (selection.selectionSet ? sizeOf(selection.selectionSet) : 0);
    }
    return size;
  };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    if (sizeOf(definition.selectionSet) > MAX_FIELDS) {
      throw new GraphQLError(`The query asks for more than ${MAX_FIELDS} fields.`);
    }
  }
  return document;
}
