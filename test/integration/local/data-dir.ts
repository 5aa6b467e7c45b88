import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new folder that is removed when the test has finished (its services have to be stopped by then). */
export function makeDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lomash-local-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
