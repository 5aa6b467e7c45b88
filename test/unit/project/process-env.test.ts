import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { projectFiles } from './project-files.ts';

/** The modules that are started, and that no other module imports (.dependency-cruiser.cjs). */
const PROGRAM = /^src\/processes\/(web|worker|migrate|backup|rebuild-analytics|build-admin)\.ts$/;
const READS = /process\s*\.\s*env|process\[|import\.meta\.env|\benv\b[^;]*from 'node:process'|\breadProcessEnv\b/;

it('only programs and payload.config.ts, which Next imports, read the environment', () => {
  const readers = ['payload.config.ts', 'next.config.ts', ...projectFiles('src/')].filter(
    (file) => !PROGRAM.test(file) && READS.test(readFileSync(file, 'utf8')),
  );
  expect(readers).toEqual(['payload.config.ts', 'src/processes/env.ts']);
});

it('src/processes/env.ts reads the environment only when it is called', () => {
  const source = readFileSync('src/processes/env.ts', 'utf8');
  const outsideOfFunctions = source.replaceAll(/^export function [\s\S]*?^}$/gm, '');
  expect(outsideOfFunctions).not.toMatch(READS);
  expect(source.match(/process\.env/g)).toHaveLength(2);
});
