// Runs the TypeScript of this project: `node --import ./runtime.mjs src/server.ts`.
import module from 'node:module';
import 'tsx';

// Lexical's files for Node choose between two builds with an import() inside a top-level await. On a busy machine Node 20
// sometimes never settles one of those: the process then hangs in the middle of its imports, or ends with code 13. With
// this condition every package names its build outright.
const hook = `export const resolve = (name, context, next) =>
  next(name, { ...context, conditions: [...context.conditions, 'production'] });`;
module.register(`data:text/javascript,${encodeURIComponent(hook)}`);

// Modules are loaded by a thread that does not keep Node 20 alive. By the time this has passed they are there.
const STARTED_MS = 60_000;
const starting = setInterval(() => {}, 1000);
setTimeout(() => clearInterval(starting), STARTED_MS).unref();
