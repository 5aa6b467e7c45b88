import type { Config } from 'payload';
import { cappedLists } from '../graphql/capped-lists.ts';
import { cappedRoots } from '../graphql/capped-roots.ts';
import { maxDepth } from '../graphql/max-depth.ts';
import { noSignIn } from '../graphql/no-sign-in.ts';

const MAX_DEPTH = 8;
/** Payload's admin UI asks for none of this, and a page of the website for a handful. */
const MAX_ROOTS = 20;

/** The `graphQL` part of a Payload config: what one operation may cost, and nothing to explore in production. */
export const graphqlLimits: NonNullable<Config['graphQL']> = {
  maxComplexity: 500,
  disablePlaygroundInProduction: true,
  disableIntrospectionInProduction: true,
  validationRules: ({ variableValues }) => [
    maxDepth(MAX_DEPTH),
    cappedRoots(MAX_ROOTS),
    cappedLists(variableValues ?? {}),
    noSignIn,
  ],
};
