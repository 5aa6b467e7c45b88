import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describeProcess, isAlive, type ProcessRecord, readRecord } from '../services/leftover-process.ts';

export type Lock = {
  /** Whether the previous holder of the lock was killed, so that its programs may still be shutting down. */
  afterDeath: boolean;
  release(): void;
};

/** Thrown if another running process holds the lock. */
export class LockedError extends Error {
  readonly file: string;
  readonly holder: ProcessRecord;

  constructor(file: string, holder: ProcessRecord) {
    super(`${file} is held by process ${holder.pid}`);
    this.file = file;
    this.holder = holder;
    this.name = 'LockedError';
  }
}

/**
 * Acquires a lock for the lifetime of this process. The lock is a file with the pid and the start time of the process.
 * The lock of a dead process is stale and is replaced.
 * @throws LockedError if a running process holds the lock
 */
export function acquireLock(file: string): Lock {
  const ownFile = `${file}.${process.pid}`;
  writeFileSync(ownFile, JSON.stringify(describeProcess(process.pid)), { mode: 0o600 });
  try {
    let afterDeath = false;
    // Linking fails if the name exists, so only one of several processes succeeds.
    while (!tryLink(ownFile, file)) {
      const holder = readRecord(file);
      if (holder !== undefined && isAlive(holder)) throw new LockedError(file, holder);
      removeStaleLock(file, holder);
      afterDeath = true;
    }
    return { afterDeath, release: () => rmSync(file, { force: true }) };
  } finally {
    rmSync(ownFile, { force: true });
  }
}

function tryLink(ownFile: string, file: string): boolean {
  try {
    linkSync(ownFile, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes the lock of a dead process. If another process has acquired the lock between the check and the rename, the lock of
 * that process is restored.
 */
function removeStaleLock(file: string, dead: ProcessRecord | undefined): void {
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
