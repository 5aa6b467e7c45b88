import { GraphQLError, Kind, type SelectionSetNode, type ValidationRule } from 'graphql';

/**
 * Refuses operations with more than `limit` fields at their top: each is a query or a change of its own, and aliases would
 * put a hundred lists of a hundred rows into one request, which counts as one against every limit.
 */
export const cappedRoots =
  (limit: number): ValidationRule =>
  (context) => {
    const fieldsOf = (set: SelectionSetNode, inside: readonly string[] = []): number =>
      set.selections.reduce((sum, selection) => {
        if (selection.kind === Kind.FIELD) return sum + 1;
        if (selection.kind === Kind.INLINE_FRAGMENT) return sum + fieldsOf(selection.selectionSet, inside);
        const { value: name } = selection.name;
        const fragment = context.getFragment(name);
        return fragment && !inside.includes(name) ? sum + fieldsOf(fragment.selectionSet, [...inside, name]) : sum;
      }, 0);
    return {
      OperationDefinition(node) {
        if (fieldsOf(node.selectionSet) <= limit) return;
        context.reportError(new GraphQLError(`More than ${limit} queries or mutations in one.`, { nodes: [node] }));
      },
    };
  };
