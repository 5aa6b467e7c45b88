import { readProcessEnv } from './env.ts';

const env = readProcessEnv();
const { runWorker } = await import('./run-worker.ts');
await runWorker(env);
