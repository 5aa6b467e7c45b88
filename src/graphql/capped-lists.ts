import { GraphQLError, Kind, type ValidationRule, type ValueNode } from 'graphql';

const MAX_LIMIT = 100;

/** Refuses a `limit` beyond 100, and 0, which means "all" to Payload; given in the query or as a variable. */
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
    return {
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
