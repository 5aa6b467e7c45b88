import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join('node_modules', '.cache', 'lomash-wood', 'programs');
const PROGRAM = 'program';
/** The same V8 options as in the Dockerfile. A comment in the Dockerfile gives the reason. */
const V8_OPTIONS = ['--max-semi-space-size=32'];

const compiledByEntry = new Map<string, Promise<string[]>>();

/**
 * Compiles a program of this project into one file, and one file per dynamic import, at most once per process. Compiling takes a
 * fraction of a second, and reduces the processor time of a start to little more than half: Node does not resolve each module of
 * the project, and no TypeScript hooks run. Packages are not compiled.
 * @param entry path from the root of the project
 * @returns the arguments of `node` that run the program
 * @throws Error with the errors of the compiler
 */
export function compile(entry: string): Promise<string[]> {
  const compiling = compiledByEntry.get(entry) ?? write(entry);
  compiledByEntry.set(entry, compiling);
  return compiling;
}

/** The path of the compiled program of `entry`. */
export const toProgramPath = (entry: string): string =>
  join(ROOT, FOLDER, entry.replaceAll(/\W+/g, '-'), `${PROGRAM}.mjs`);

async function write(entry: string): Promise<string[]> {
  const program = toProgramPath(entry);
  const outdir = dirname(program);
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: { [PROGRAM]: entry },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // Dynamic imports become separate files. In a single file, their packages would be loaded when the program starts.
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node24',
    jsx: 'automatic',
    sourcemap: 'linked',
    plugins: [inlineImportUrls],
    write: false,
    logLevel: 'silent',
  });
  await mkdir(outdir, { recursive: true });
  // Another launcher may write or read the same files at the same time.
  await Promise.all(outputFiles.map(({ path, contents }) => replaceFile(path, contents)));
  return [...V8_OPTIONS, '--enable-source-maps', program];
}

/** Replaces `import.meta.url` with the URL of the source, because modules find files relative to it. */
const inlineImportUrls: Plugin = {
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
  const temporaryFile = `${path}.${process.pid}`;
  await writeFile(temporaryFile, contents);
  await rename(temporaryFile, path);
}
