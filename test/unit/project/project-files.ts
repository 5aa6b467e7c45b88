import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Lists the files below `folder`, as paths from the root of the project. */
export function projectFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.posix.join(path.relative('.', entry.parentPath), entry.name))
    .sort();
}
