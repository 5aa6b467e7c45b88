import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { projectFiles } from './project-files.ts';

const OWN_NAME = 'test/unit/project/replaced-modules.test.ts';

it('no test replaces or resets modules, because the test files of a worker share them', () => {
  const files = projectFiles('test/').filter((file) => /\.tsx?$/.test(file) && file !== OWN_NAME);
  const replacing = files.filter((file) => /\bvi\.(mock|doMock|resetModules)\(/.test(readFileSync(file, 'utf8')));
  expect(replacing).toEqual([]);
});
