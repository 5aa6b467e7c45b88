import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Resident memory in MB (10⁶ bytes) of the Node process that runs `entry`, a descendant of the process `ancestor`.
 * @throws Error if there is no such process
 */
export async function readProcessMemory(ancestor: number, entry: string): Promise<number> {
  const { stdout } = await run('ps', ['-eo', 'pid=,ppid=,rss=,args='], { maxBuffer: 16 * 1024 * 1024 });
  const processes = stdout.split('\n').flatMap((line) => {
    const [, pid, parent, kilobytes, args] = line.match(/^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/) ?? [];
    return args === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), kilobytes: Number(kilobytes), args }];
  });
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === ancestor || isBelow(parent));
  };
  // The arguments of the shell that watches the program also end with the name of the program.
  const found = processes.find(({ pid, args }) => /^\S*node\s/.test(args) && args.endsWith(entry) && isBelow(pid));
  if (!found) throw new Error(`No process runs ${entry}.`);
  return (found.kilobytes * 1024) / 1e6;
}

/** Resident memory in MB (10⁶ bytes) of the process `pid`. @throws if it has exited. */
export async function residentMemory(pid: number): Promise<number> {
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]);
  return (Number(stdout) * 1024) / 1e6;
}
