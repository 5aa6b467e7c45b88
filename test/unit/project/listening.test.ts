import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { projectFiles } from './project-files.ts';

it('every listening port has a configurable address', () => {
  const listening = projectFiles('src/').flatMap((file) =>
    /\.tsx?$/.test(file)
      ? [...readFileSync(file, 'utf8').matchAll(/\b(\w+)\.listen\(([^)]*)\)/g)].map(([, what, args]) => [
          file,
          what,
          args,
        ])
      : [],
  );
  expect(listening).toEqual([
    ['src/processes/run-web.ts', 'target', 'requestedPort, host, resolve'],
    ['src/processes/run-worker.ts', 'metrics', 'env.WORKER_METRICS_PORT, env.INTERNAL_HOST'],
  ]);
  expect(readFileSync('src/processes/run-web.ts', 'utf8')).toMatch(
    /listen\(server, env\.PORT, env\.HOST\),\s+listen\(internal, env\.INTERNAL_PORT, env\.INTERNAL_HOST\)/,
  );
});
