import { type DocumentNode, GraphQLError, Kind, type SelectionSetNode, type ValidationRule } from 'graphql';

/** Refuses operations whose fields are nested deeper than `limit`, fragments followed; introspection is not counted. */
export const maxDepth =
  (limit: number): ValidationRule =>
  (context) => {
    const depthOf = depthMeter(context.getDocument());
    return {
      OperationDefinition(node) {
        if (depthOf(node.selectionSet) <= limit) return;
        context.reportError(new GraphQLError(`The query is nested deeper than ${limit} levels.`, { nodes: [node] }));
      },
    };
  };

/** Each fragment is measured once, so a document of fragments that double each other costs no more than its length. */
function depthMeter(document: DocumentNode): (set: SelectionSetNode) => number {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
  }
  const measured = new Map<string, number>();
  const fragmentDepth = (name: string): number => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    measured.set(name, 0);
    const set = fragments.get(name);
    const depth = set ? depthOf(set) : 0;
    measured.set(name, depth);
    return depth;
  };
  const depthOf = (set: SelectionSetNode): number =>
    Math.max(
      ...set.selections.map((selection) => {
        if (selection.kind === Kind.FRAGMENT_SPREAD) return fragmentDepth(selection.name.value);
        if (selection.kind === Kind.INLINE_FRAGMENT) return depthOf(selection.selectionSet);
        if (selection.name.value.startsWith('__')) return 0;
        return 1 + (selection.selectionSet ? depthOf(selection.selectionSet) : 0);
      }),
    );
  return depthOf;
}
