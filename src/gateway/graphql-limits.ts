import type { Config } from 'payload';
import { cappedLists } from '../graphql/capped-lists.ts';
import { maxDepth } from '../graphql/max-depth.ts';
import { noSignIn } from '../graphql/no-sign-in.ts';

const MAX_DEPTH = 8;

/** The `graphQL` part of a Payload config: what one operation may cost, and nothing to explore in production. */
export const graphqlLimits: NonNullable<Config['graphQL']> = {
  maxComplexity: 500,
  disablePlaygroundInProduction: true,
  disableIntrospectionInProduction: true,
  validationRules: ({ variableValues }) => [maxDepth(MAX_DEPTH), cappedLists(variableValues ?? {}), noSignIn],
};
