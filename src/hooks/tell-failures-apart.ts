import type { AfterErrorHook } from 'payload';
import { isConnectivityError } from '../database/connectivity.ts';
import { isDataError } from '../database/data-error.ts';
import { Problem } from '../problem.ts';

/**
 * What Payload's REST and GraphQL answer 500 alike: a dependency that is away is 503, and input that no column can hold, or that
 * is no JSON, is the client's own 400. Before the other hooks, which know some of these better.
 */
export const tellFailuresApart: AfterErrorHook = ({ error, graphqlResult }) => {
  const problem = problemOf(error);
  if (!problem) return;
  const { status, code, message } = problem;
  const answer = { message, data: { code } };
  return {
    status,
    response: { errors: [{ name: 'Problem', ...answer }] },
    ...(graphqlResult && {
      graphqlResult: { ...graphqlResult, message, extensions: { statusCode: status, ...answer } },
    }),
  };
};

function problemOf(error: unknown): Problem | undefined {
  const original = (error as { originalError?: unknown }).originalError ?? error;
  if (isConnectivityError(original)) return new Problem('unavailable');
  if (isDataError(original)) return new Problem('validation_failed', 'A value does not fit its field.');
  if (original instanceof SyntaxError) return new Problem('validation_failed', 'Something in the request is no JSON.');
  return undefined;
}
