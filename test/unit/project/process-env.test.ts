import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { projectFiles } from './project-files.ts';

/** src/node-env.ts tells Payload, React and Next what they read there themselves; it reads nothing. */
const WRITE = 'Object.assign(process.env, {';

it('only src/env.ts reads the environment', () => {
  const readers = ['payload.config.ts', 'next.config.ts', ...projectFiles('src/')].filter((file) =>
    /process\s*\.\s*env|process\[|import\.meta\.env|\benv\b[^;]*from 'node:process'/.test(
      readFileSync(file, 'utf8').replaceAll(WRITE, ''),
    ),
  );
  expect(readers).toEqual(['src/env.ts']);
});
