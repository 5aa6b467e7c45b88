import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Creates a folder and deletes it after the test. The test must stop all services that use the folder before the test ends. */
export function makeDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lomash-local-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
