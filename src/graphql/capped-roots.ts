import { GraphQLError, type ValidationRule } from 'graphql';
import { rootFields } from './root-fields.ts';

/**
 * Refuses operations with more than `limit` fields at their top: aliases would put a hundred lists of a hundred rows into one
 * request.
 */
export const cappedRoots =
  (limit: number): ValidationRule =>
  (context) => ({
    OperationDefinition(node) {
      if (rootFields(node.selectionSet, (name) => context.getFragment(name)) <= limit) return;
      context.reportError(new GraphQLError(`More than ${limit} queries or mutations in one.`, { nodes: [node] }));
    },
  });
