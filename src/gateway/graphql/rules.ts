import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationRule,
  type ValueNode,
} from 'graphql';
import type { Config } from 'payload';

type FindFragment = (name: string) => FragmentDefinitionNode | null | undefined;

/** Collects the root fields of an operation, including the root fields in fragments. Each is a separate query or mutation. */
export function collectRootFields(
  set: SelectionSetNode,
  findFragment: FindFragment,
  visited: readonly string[] = [],
): FieldNode[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return collectRootFields(selection.selectionSet, findFragment, visited);
    const { value: name } = selection.name;
    const fragment = findFragment(name);
    return fragment && !visited.includes(name)
      ? collectRootFields(fragment.selectionSet, findFragment, [...visited, name])
      : [];
  });
}

/** Refuses operations nested deeper than `limit`, including fields in fragments; introspection fields do not count. */
export const createDepthRule =
  (limit: number): ValidationRule =>
  (context) => {
    const measureDepth = createDepthMeter(context.getDocument());
    return {
      OperationDefinition(node) {
        if (measureDepth(node.selectionSet) <= limit) return;
        context.reportError(new GraphQLError(`The query is nested deeper than ${limit} levels.`, { nodes: [node] }));
      },
    };
  };

/** Measures each fragment only once, so that the cost is proportional to the document's length, also for nested fragments. */
function createDepthMeter(document: DocumentNode): (set: SelectionSetNode) => number {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
  }
  const depths = new Map<string, number>();
  const measureFragment = (name: string): number => {
    const cached = depths.get(name);
    if (cached !== undefined) return cached;
    depths.set(name, 0);
    const set = fragments.get(name);
    const depth = set ? measureDepth(set) : 0;
    depths.set(name, depth);
    return depth;
  };
  const measureDepth = (set: SelectionSetNode): number =>
    Math.max(
      ...set.selections.map((selection) => {
        if (selection.kind === Kind.FRAGMENT_SPREAD) return measureFragment(selection.name.value);
        if (selection.kind === Kind.INLINE_FRAGMENT) return measureDepth(selection.selectionSet);
        if (selection.name.value.startsWith('__')) return 0;
        return 1 + (selection.selectionSet ? measureDepth(selection.selectionSet) : 0);
      }),
    );
  return measureDepth;
}

const MAX_LIMIT = 100;
/** The number of documents that Payload returns for a list without `limit`. */
const DEFAULT_LIMIT = 10;
/** The maximum number of documents in all lists of an operation. Building 2,000 documents blocks other requests for seconds. */
const MAX_DOCUMENTS = 500;

/**
 * Refuses a `limit` above 100 or below 1, because Payload returns all documents for 0. Refuses `pagination: false` without a
 * `limit`, because Payload then returns all documents, too. Refuses operations whose lists could return more than 500 documents
 * in total. The values of `limit` and `pagination` may be literals or variables.
 */
export const createListLimitRule =
  (variables: Readonly<Record<string, unknown>>): ValidationRule =>
  (context) => {
    const defaults = new Map<string, ValueNode>();
    const readLimit = (node: ValueNode): number => {
      if (node.kind === Kind.INT) return Number(node.value);
      if (node.kind !== Kind.VARIABLE) return Number.NaN;
      const value = variables[node.name.value];
      const fallback = defaults.get(node.name.value);
      return value === undefined && fallback ? readLimit(fallback) : Number(value);
    };
    const isFalse = (node: ValueNode): boolean => {
      if (node.kind === Kind.BOOLEAN) return !node.value;
      if (node.kind !== Kind.VARIABLE) return false;
      const value = variables[node.name.value];
      const fallback = defaults.get(node.name.value);
      return value === undefined && fallback ? isFalse(fallback) : value === false;
    };
    const countDocuments = (field: FieldNode): number => {
      const type = context.getSchema().getQueryType()?.getFields()[field.name.value]?.type;
      // Checked by shape, because the predicates of graphql-js reject types that another copy of the module created.
      if (!type || !('getFields' in type) || !('docs' in type.getFields())) return 1;
      const limit = field.arguments?.find((argument) => argument.name.value === 'limit')?.value;
      return limit && limit.kind !== Kind.NULL ? readLimit(limit) : DEFAULT_LIMIT;
    };
    return {
      OperationDefinition: {
        // Checked on leaving the operation, because the visitor has read the defaults of the variables by then.
        leave(node) {
          const fields = collectRootFields(node.selectionSet, (name) => context.getFragment(name));
          const documents = fields.reduce((sum, field) => sum + countDocuments(field), 0);
          if (documents <= MAX_DOCUMENTS || Number.isNaN(documents)) return;
          context.reportError(
            new GraphQLError(
              `The lists could return ${documents} documents in total; at most ${MAX_DOCUMENTS} are allowed. Lower their limits.`,
              {
                nodes: [node],
              },
            ),
          );
        },
      },
      Field({ arguments: args = [] }) {
        const findArgument = (name: string) => args.find((argument) => argument.name.value === name);
        const pagination = findArgument('pagination');
        const limit = findArgument('limit');
        if (!pagination || !isFalse(pagination.value) || (limit && limit.value.kind !== Kind.NULL)) return;
        context.reportError(new GraphQLError('A "limit" is required without pagination.', { nodes: [pagination] }));
      },
      VariableDefinition(node) {
        if (node.defaultValue) defaults.set(node.variable.name.value, node.defaultValue);
      },
      Argument(node) {
        if (node.name.value !== 'limit' || node.value.kind === Kind.NULL) return;
        const limit = readLimit(node.value);
        if (limit >= 1 && limit <= MAX_LIMIT) return;
        context.reportError(new GraphQLError(`"limit" must be 1 to ${MAX_LIMIT}.`, { nodes: [node] }));
      },
    };
  };

/**
 * Refuses operations with more than `limit` root fields. Without this limit, aliases could put a hundred lists of a hundred rows
 * into one request.
 */
export const createRootLimitRule =
  (limit: number): ValidationRule =>
  (context) => ({
    OperationDefinition(node) {
      if (collectRootFields(node.selectionSet, (name) => context.getFragment(name)).length <= limit) return;
      context.reportError(
        new GraphQLError(`A request may have at most ${limit} queries or mutations.`, { nodes: [node] }),
      );
    },
  });

const SIGN_IN_MUTATION = /^(?:login|forgotPassword|resetPassword|unlock|verifyEmail)/;

/**
 * Refuses mutations that check a password or send an e-mail. One document could contain hundreds of such mutations under aliases,
 * and limits per request would count them as one. The same operations are available through REST, where each request counts.
 */
export const noSignInRule: ValidationRule = (context) => ({
  Field(node) {
    if (context.getParentType() !== context.getSchema().getMutationType()) return;
    if (!SIGN_IN_MUTATION.test(node.name.value)) return;
    context.reportError(
      new GraphQLError('This mutation is available only through REST, such as POST /api/users/login.', {
        nodes: [node],
      }),
    );
  },
});

const MAX_DEPTH = 8;
/** The maximum number of root fields. A page of the website needs only a few, and Payload's admin UI does not use GraphQL. */
const MAX_ROOTS = 20;

/**
 * The `graphQL` part of a Payload config: it limits the cost of an operation, and disables the playground and introspection in
 * production.
 */
export const graphqlLimits: NonNullable<Config['graphQL']> = {
  maxComplexity: 500,
  disablePlaygroundInProduction: true,
  disableIntrospectionInProduction: true,
  validationRules: ({ variableValues }) => [
    createDepthRule(MAX_DEPTH),
    createRootLimitRule(MAX_ROOTS),
    createListLimitRule(variableValues ?? {}),
    noSignInRule,
  ],
};
