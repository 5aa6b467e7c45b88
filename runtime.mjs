// Runs the TypeScript of this project: `node --import ./runtime.mjs src/server.ts`.
import { register } from 'node:module';
import 'tsx';

// The lexical packages choose their build with `await import()` at their top level, unless the condition `production` picks it
// for them. On Node 20 that await, behind a loader, never ends in about one start of twenty on a busy machine: the process
// hangs, or ends with code 13 in the middle of its imports, and says nothing.
const production = (specifier, context, next) =>
  next(specifier, { ...context, conditions: ['production', ...context.conditions] });
register(`data:text/javascript,${encodeURIComponent(`export const resolve = ${production};`)}`);
