import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { poll } from './poll.ts';

/** A process as a file remembers it: the pid alone would not do, since pids are used again. */
export type ProcessRecord = { pid: number; started: string };

/** Notes in a file which process this is, so that a later start recognises it if it is still there. */
export function recordProcess(file: string, pid: number): void {
  writeFileSync(file, JSON.stringify(describeProcess(pid)), { mode: 0o600 });
}

/** Pid and start time of a process. */
export function describeProcess(pid: number): ProcessRecord {
  return { pid, started: startTime(pid) ?? '' };
}

/** Whether exactly the remembered process still runs (not a later one under its number, and not one that waits to be reaped). */
export function isAlive(record: ProcessRecord): boolean {
  const started = startTime(record.pid);
  return started !== undefined && started === record.started;
}

/**
 * Sees to it that a process that an earlier, killed launcher left behind is gone. Its tether is already ending it, so it gets
 * some time; then the signal; then SIGKILL.
 * @returns the pid of the process that was waited for, or undefined if there was none
 */
export async function endLeftover(file: string, signal: NodeJS.Signals): Promise<number | undefined> {
  const record = readRecord(file);
  if (record === undefined || !isAlive(record)) return undefined;
  const gone = () => !isAlive(record);
  if (!(await poll(gone, { patience: 3_000 }))) {
    process.kill(record.pid, signal);
    if (!(await poll(gone, { patience: 20_000 }))) {
      process.kill(record.pid, 'SIGKILL');
      await poll(gone, { patience: 5_000 });
    }
  }
  rmSync(file, { force: true });
  return record.pid;
}

/** The process noted in this file, or undefined if there is none or the file is damaged. */
export function readRecord(file: string): ProcessRecord | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('started' in value)) return undefined;
    return { pid: Number(value.pid), started: String(value.started) };
  } catch {
    return undefined;
  }
}

/** When a process started, in the system's own notation, or undefined if no such process runs. */
function startTime(pid: number): string | undefined {
  if (process.platform === 'linux') return startTimeFromProc(pid);
  try {
    const line = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}

function startTimeFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name, may hold spaces and brackets: count from behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    return state === 'Z' || state === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
