import { type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

type FindFragment = (name: string) => FragmentDefinitionNode | null | undefined;

/** The fields at the top of an operation, fragments followed: each is a query or a change of its own. */
export function rootFields(set: SelectionSetNode, find: FindFragment, inside: readonly string[] = []): number {
  return set.selections.reduce((sum, selection) => {
    if (selection.kind === Kind.FIELD) return sum + 1;
    if (selection.kind === Kind.INLINE_FRAGMENT) return sum + rootFields(selection.selectionSet, find, inside);
    const { value: name } = selection.name;
    const fragment = find(name);
    return fragment && !inside.includes(name) ? sum + rootFields(fragment.selectionSet, find, [...inside, name]) : sum;
  }, 0);
}
