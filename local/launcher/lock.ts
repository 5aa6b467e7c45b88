import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describeProcess, isAlive, type ProcessRecord, readRecord } from '../services/leftover.ts';

export type Lock = {
  /** Whether the holder before this one was killed, so that its programs may still be on their way out. */
  afterDeath: boolean;
  release(): void;
};

/** The lock is held by another process that lives. */
export class LockedError extends Error {
  constructor(
    readonly file: string,
    readonly holder: ProcessRecord,
  ) {
    super(`${file} is held by process ${holder.pid}`);
    this.name = 'LockedError';
  }
}

/**
 * Takes a lock that lasts as long as this process: a file with its pid and start time. The lock of a dead process does not count.
 * @throws LockedError when a living process holds it
 */
export function takeLock(file: string): Lock {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify(describeProcess(process.pid)), { mode: 0o600 });
  try {
    let afterDeath = false;
    // Linking fails when the name exists, so of several processes one gets it.
    while (!tryLink(own, file)) {
      const holder = readRecord(file);
      if (holder !== undefined && isAlive(holder)) throw new LockedError(file, holder);
      setAside(file, holder);
      afterDeath = true;
    }
    return { afterDeath, release: () => rmSync(file, { force: true }) };
  } finally {
    rmSync(own, { force: true });
  }
}

function tryLink(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a dead process's lock; gives it back if another process took the lock between the look and the move. */
function setAside(file: string, dead: ProcessRecord | undefined): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readRecord(aside);
  if (moved !== undefined && moved.pid !== dead?.pid && isAlive(moved)) {
    writeFileSync(file, readFileSync(aside), { mode: 0o600 });
  }
  rmSync(aside, { force: true });
}
