import { readProcessEnv } from './env.ts';

const env = readProcessEnv();
const { runWeb } = await import('./run-web.ts');
await runWeb(env);
