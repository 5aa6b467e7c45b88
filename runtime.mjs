// Runs the TypeScript of this project: `node --import ./runtime.mjs src/server.ts`.
import 'tsx';

// Modules are loaded by a thread that does not keep Node 20 alive: on a busy machine a process that has nothing else to
// wait for ends with code 13 in the middle of its imports. By the time this has passed it has.
const STARTED_MS = 60_000;
const starting = setInterval(() => {}, 1000);
setTimeout(() => clearInterval(starting), STARTED_MS).unref();
