import { GraphQLError, Kind, type ValidationRule, type ValueNode } from 'graphql';

const MAX_LIMIT = 100;

/**
 * Refuses a `limit` beyond 100, and 0, which means "all" to Payload, as `pagination: false` does where no `limit` stands beside
 * it; given in the query or as a variable.
 */
export const cappedLists =
  (variables: Readonly<Record<string, unknown>>): ValidationRule =>
  (context) => {
    const defaults = new Map<string, ValueNode>();
    const limitOf = (node: ValueNode): number => {
      if (node.kind === Kind.INT) return Number(node.value);
      if (node.kind !== Kind.VARIABLE) return Number.NaN;
      const given = variables[node.name.value];
      const fallback = defaults.get(node.name.value);
      return given === undefined && fallback ? limitOf(fallback) : Number(given);
    };
    const saysFalse = (node: ValueNode): boolean => {
      if (node.kind === Kind.BOOLEAN) return !node.value;
      if (node.kind !== Kind.VARIABLE) return false;
      const given = variables[node.name.value];
      const fallback = defaults.get(node.name.value);
      return given === undefined && fallback ? saysFalse(fallback) : given === false;
    };
    return {
      Field({ arguments: given = [] }) {
        const named = (name: string) => given.find((argument) => argument.name.value === name);
        const pagination = named('pagination');
        const limit = named('limit');
        if (!pagination || !saysFalse(pagination.value) || (limit && limit.value.kind !== Kind.NULL)) return;
        context.reportError(new GraphQLError('Without pagination a "limit" is needed.', { nodes: [pagination] }));
      },
      VariableDefinition(node) {
        if (node.defaultValue) defaults.set(node.variable.name.value, node.defaultValue);
      },
      Argument(node) {
        if (node.name.value !== 'limit' || node.value.kind === Kind.NULL) return;
        const limit = limitOf(node.value);
        if (limit >= 1 && limit <= MAX_LIMIT) return;
        context.reportError(new GraphQLError(`"limit" must be 1 to ${MAX_LIMIT}.`, { nodes: [node] }));
      },
    };
  };
