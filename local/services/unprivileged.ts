import { spawnSync } from 'node:child_process';
import { chownSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The user id of "nobody" on Linux. */
export const NOBODY = 65_534;

/** The options to start a program that refuses to run as root; empty if the current user is not root. */
export type Unprivileged = { uid?: number; gid?: number; prefix?: readonly string[] };

/**
 * Returns the options to start PostgreSQL, which refuses to run as root. If this process runs as root, as in containers and CI,
 * it starts PostgreSQL as the owner of `folder`. If that user cannot enter the folder, for example under /root, `setpriv` gives
 * PostgreSQL the one capability that ignores the permissions of folders.
 * @param folder the service's own folder. If root owns the folder, its owner becomes "nobody"
 * @throws Error with the closed folder if `setpriv` does not work
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

/** Returns the topmost folder above `path` that `user` cannot enter, or undefined if `user` can enter all of these folders. */
export function firstClosedFolder(path: string, user: number): string | undefined {
  const parent = dirname(path);
  if (parent === path) return undefined;
  const { mode, uid } = statSync(parent);
  const open = uid === user ? (mode & 0o100) !== 0 : (mode & 0o001) !== 0;
  return firstClosedFolder(parent, user) ?? (open ? undefined : parent);
}
