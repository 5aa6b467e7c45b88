import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join('node_modules', '.cache', 'lomash-wood', 'programs');
const PROGRAM = 'program';
/** As the Dockerfile has them, and for its reason. */
const V8_OPTIONS = ['--max-semi-space-size=32'];

const compiled = new Map<string, Promise<string[]>>();

/**
 * Compiles a program of this project, once for this process, into one file, and one for each part that it imports later, and tells what follows
 * `node` to run it. That takes a fraction of a second, and the program then starts in little more than half the processor
 * time: none of its own modules has to be looked up, and none of its packages' goes through the hooks that TypeScript needs.
 * Packages stay where they are.
 * @param entry its path from the root of the project
 * @throws Error with the errors of the compiler
 */
export function compile(entry: string): Promise<string[]> {
  const known = compiled.get(entry) ?? write(entry);
  compiled.set(entry, known);
  return known;
}

/** Where the compiled program of `entry` is. */
export const programOf = (entry: string): string => join(ROOT, FOLDER, entry.replaceAll(/\W+/g, '-'), `${PROGRAM}.mjs`);

async function write(entry: string): Promise<string[]> {
  const program = programOf(entry);
  const outdir = dirname(program);
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: { [PROGRAM]: entry },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What is imported when it is needed stays apart, or its packages would be loaded at once.
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    jsx: 'automatic',
    sourcemap: 'linked',
    plugins: [ownUrls],
    write: false,
    logLevel: 'silent',
  });
  await mkdir(outdir, { recursive: true });
  // Another launcher may be writing the same files, or be about to read them.
  await Promise.all(outputFiles.map(({ path, contents }) => replaceFile(path, contents)));
  return [...V8_OPTIONS, '--conditions=production', '--enable-source-maps', program];
}

/** Modules go on to find files beside their sources. */
const ownUrls: Plugin = {
  name: 'own-urls',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes('import.meta.url')) return undefined;
      const contents = source.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
      return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' };
    });
  },
};

async function replaceFile(path: string, contents: Uint8Array): Promise<void> {
  const beside = `${path}.${process.pid}`;
  await writeFile(beside, contents);
  await rename(beside, path);
}
