import type { SanitizedConfig } from 'payload';
import { expect, test } from 'vitest';
import { parseEnv } from '../../../src/processes/env.ts';
import { EXAMPLE_ENV } from '../../../src/processes/example-env.ts';
import { siteConfig } from '../../../src/processes/site-config.ts';

const env = parseEnv(EXAMPLE_ENV);

/** Describes every value that can be reached from `value`: functions by name, objects that were met before by their path. */
function describeValues(value: unknown): string[] {
  const seen = new Map<object, string>();
  const lines: string[] = [];
  const visit = (at: unknown, path: string) => {
    if (typeof at === 'function') lines.push(`${path}: function ${at.name}`);
    else if (typeof at !== 'object' || at === null) lines.push(`${path}: ${String(at)}`);
    else if (seen.has(at)) lines.push(`${path}: see ${seen.get(at)}`);
    else {
      seen.set(at, path);
      const entries = Object.entries(at);
      lines.push(`${path}: ${at.constructor?.name} with ${entries.length} keys`);
      for (const [key, inner] of entries) visit(inner, `${path}.${key}`);
    }
  };
  visit(value, 'config');
  return lines;
}

/** The parts of a configuration that describe the data, the API and the admin UI, without clients such as Redis. */
const describeConfig = ({ collections, globals, endpoints, admin, hooks, i18n, jobs }: SanitizedConfig) =>
  describeValues({ collections, globals, endpoints, admin, hooks, i18n, jobs });

test('the configuration can be made twice in one process', async () => {
  const environment = { ...process.env };
  const first = await siteConfig(env);
  const before = describeConfig(first);
  const second = await siteConfig(env);
  expect(describeConfig(second)).toEqual(before);
  expect(describeConfig(first)).toEqual(before);
  expect(process.env).toEqual(environment);
});

test('no variable sets the cost of password hashes', async () => {
  const { custom } = await siteConfig(parseEnv({ ...EXAMPLE_ENV, PASSWORD_COST: '4', BCRYPT_COST: '4' }));
  expect(custom?.lomashWood).toMatchObject({ passwordCost: undefined });
});
