import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { poll } from './poll.ts';

/** A process as recorded in a file. The start time distinguishes it from a later process with the same pid. */
export type ProcessRecord = { pid: number; started: string };

/** Records a process in a file, so that a later start can recognise it. */
export function recordProcess(file: string, pid: number): void {
  writeFileSync(file, JSON.stringify(describeProcess(pid)), { mode: 0o600 });
}

/** Pid and start time of a process. */
export function describeProcess(pid: number): ProcessRecord {
  return { pid, started: startTime(pid) ?? '' };
}

/** Whether the recorded process still runs; false for a later process with the same pid, and for a zombie. */
export function isAlive(record: ProcessRecord): boolean {
  const started = startTime(record.pid);
  return started !== undefined && started === record.started;
}

/**
 * Ends a process that a killed launcher left behind. Normally the watcher of the process (`tether.ts`) ends the
 * process. So this function first waits up to 3 s for the process to end. Then it sends `signal`, and after another 20
 * s it sends SIGKILL.
 * @returns the pid of the process, or undefined if there was none
 */
export async function endLeftover(file: string, signal: NodeJS.Signals): Promise<number | undefined> {
  const record = readRecord(file);
  if (record === undefined || !isAlive(record)) return undefined;
  const isGone = () => !isAlive(record);
  if (!(await poll(isGone, { timeoutMs: 3_000 }))) {
    process.kill(record.pid, signal);
    if (!(await poll(isGone, { timeoutMs: 20_000 }))) {
      process.kill(record.pid, 'SIGKILL');
      await poll(isGone, { timeoutMs: 5_000 });
    }
  }
  rmSync(file, { force: true });
  return record.pid;
}

/** The process recorded in this file, or undefined if the file is missing or damaged. */
export function readRecord(file: string): ProcessRecord | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('started' in value)) return undefined;
    return { pid: Number(value.pid), started: String(value.started) };
  } catch {
    return undefined;
  }
}

/** The start time of a process in the system's own notation, or undefined if it does not run. */
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
    // The second field, the name, may contain spaces and brackets, so fields are counted after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    return state === 'Z' || state === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
