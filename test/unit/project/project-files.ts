import { readdirSync } from 'node:fs';
import path from 'node:path';

/** The files below `folder` of the project, as paths from its root. */
export function projectFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.posix.join(path.relative('.', entry.parentPath), entry.name))
    .sort();
}
