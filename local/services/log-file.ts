import { closeSync, fstatSync, openSync, readFileSync, readSync, renameSync, statSync } from 'node:fs';

const MAX_LOG_BYTES = 10_000_000;
const TAIL_BYTES = 4_000;

/**
 * Opens a log for appending. A log larger than 10 MB is first renamed to `<file>.1`. The caller closes the descriptor.
 */
export function openLog(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_LOG_BYTES) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

/** The last lines of a log, at most 4 kB; empty if there is no such file. */
export function readTail(file: string): string {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return '';
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    if (size <= TAIL_BYTES) return readFileSync(descriptor, 'utf8').trim();
    const buffer = Buffer.alloc(TAIL_BYTES);
    readSync(descriptor, buffer, 0, TAIL_BYTES, size - TAIL_BYTES);
    const text = buffer.toString('utf8');
    return text.slice(text.indexOf('\n') + 1).trim();
  } finally {
    closeSync(descriptor);
  }
}
