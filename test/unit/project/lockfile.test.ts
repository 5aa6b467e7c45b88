import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

type Package = { version?: string; resolved?: string; optionalDependencies?: Record<string, string> };
type Manifest = { dependencies: Record<string, string>; devDependencies: Record<string, string> };

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Package> };
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

/** Where `name` may lie for the package at `place`: in its own folder, or in one further up. */
function candidates(place: string, name: string): string[] {
  const own = `${place === '' ? '' : `${place}/`}node_modules/${name}`;
  if (place === '') return [own];
  return [own, ...candidates(place.slice(0, Math.max(0, place.lastIndexOf('/node_modules/'))), name)];
}

// `npm ci` refuses a lock file that lacks one, on every platform; a registry that does not carry them all leaves them out.
it('the lock file has the packages of every platform', () => {
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !candidates(place, name).some((path) => packages[path])),
  );
  expect(missing).toEqual([]);
});

it('the lock file names no registry', () => {
  expect(Object.values(packages).filter(({ resolved }) => resolved)).toEqual([]);
});

it('every dependency is pinned, and all of Payload to one version', () => {
  const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  const payload = versions.filter(([name]) => name === 'payload' || name.startsWith('@payloadcms/'));
  expect(new Set(payload.map(([, version]) => version))).toEqual(new Set(['3.90.1']));
});
