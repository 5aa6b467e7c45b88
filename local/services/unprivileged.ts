import { spawnSync } from 'node:child_process';
import { chownSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The user "nobody" of Linux systems. */
export const NOBODY = 65_534;

/** How to start a program that refuses to run as root; empty for everybody else. */
export type Unprivileged = { uid?: number; gid?: number; prefix?: readonly string[] };

/**
 * PostgreSQL refuses root (in containers and CI), so it runs as "nobody" there. A data folder under /root or in a private temporary
 * folder cannot be entered by "nobody": then `setpriv` lets the program keep the one capability that passes folder permissions.
 * @param folder the service's own folder: it is given to that user, unless it belongs to a normal user already
 * @throws Error naming the folder that is in the way when `setpriv` cannot help
 */
export function unprivileged(folder: string): Unprivileged {
  if (process.getuid?.() !== 0) return {};
  if (statSync(folder).uid === 0) chownSync(folder, NOBODY, NOBODY);
  const { uid, gid } = statSync(folder);
  const closed = firstClosedFolder(folder, uid);
  if (closed === undefined) return { uid, gid };
  const prefix = `setpriv --reuid ${uid} --regid ${gid} --clear-groups --inh-caps +dac_override --ambient-caps +dac_override --`;
  const [command = '', ...args] = prefix.split(' ');
  if (spawnSync(command, [...args, 'true'], { stdio: 'ignore' }).status === 0) return { prefix: [command, ...args] };
  throw new Error(
    `PostgreSQL does not run as root, and user ${uid} cannot enter ${closed}. Run "chmod o+x ${closed}", or start as a normal user, or set DATABASE_URL.`,
  );
}

/** The highest folder on the way to `path` that `user` cannot enter. */
export function firstClosedFolder(path: string, user: number): string | undefined {
  const parent = dirname(path);
  if (parent === path) return undefined;
  const { mode, uid } = statSync(parent);
  const open = uid === user ? (mode & 0o100) !== 0 : (mode & 0o001) !== 0;
  return firstClosedFolder(parent, user) ?? (open ? undefined : parent);
}
