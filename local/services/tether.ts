import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/**
 * The watcher sits beside the program, in the same process group, and reads a pipe that only this process holds open. When this
 * process goes, however it goes (SIGKILL runs no handler), the read ends and the program is told to stop. `exec` keeps the
 * shell's pid, so there is no moment at which the program runs unwatched.
 */
const SCRIPT = `
signal=$1; target=$2; shift 2
[ "$target" = group ] && victim=-$$ || victim=$$
exec 3<&0 </dev/null
( read -r _ <&3; kill -s "$signal" -- "$victim" ) >/dev/null 2>&1 &
exec "$@" 3<&-
`;

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

export type TetherOptions = {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** File descriptor that takes stdout and stderr, or 'pipe' to read them from `child.stdout` and `child.stderr`. */
  output: number | 'pipe';
  /** What the program gets when its parent is gone, and what {@link Tethered.stop} sends first. */
  signal: NodeJS.Signals;
  /** Set for programs with children of their own: when the parent is gone, the whole process group is killed outright. */
  group?: boolean;
  uid?: number;
  gid?: number;
  /** Programs put in front, such as `setpriv …`. */
  prefix?: readonly string[];
};

export type Tethered = {
  pid: number;
  child: ChildProcess;
  /** Settles when the program has ended, whoever ended it; rejects if it could not be started at all. */
  exited: Promise<Exit>;
  /** Sends the signal, waits, and kills what has not gone after `patience` milliseconds. */
  stop(patience?: number): Promise<Exit>;
  /** Ends it, and its process group, at once. */
  kill(): void;
};

/**
 * Starts a program that does not outlive this process, not even a `kill -9` of it. It gets a session of its own, so Ctrl-C in
 * the terminal reaches only the launcher, which stops things in order.
 * @throws Error when the program cannot be started
 */
export function spawnTethered(command: string, args: readonly string[], options: TetherOptions): Tethered {
  const { signal, group = false, output } = options;
  const words = [...(options.prefix ?? []), 'sh', '-c', SCRIPT, 'tether'];
  words.push(group ? 'KILL' : signal.replace(/^SIG/, ''), group ? 'group' : 'process', command, ...args);
  const [program = 'sh', ...rest] = words;
  const child = spawn(program, rest, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['pipe', output, output],
    detached: true,
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  });
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, endedBy) => {
      child.stdin?.destroy();
      resolve({ code, signal: endedBy });
    });
  });
  exited.catch(() => undefined);
  ignoreBrokenPipe(child.stdin);
  if (child.pid === undefined) throw new Error(`${command} could not be started: is "${program}" installed?`);
  const pid = child.pid;

  const kill = () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      child.kill('SIGKILL');
    }
  };
  const stop = async (patience = 15_000) => {
    child.kill(signal);
    const timer = setTimeout(kill, patience);
    return exited.finally(() => clearTimeout(timer));
  };
  return { pid, child, exited, stop, kill };
}

function ignoreBrokenPipe(stream: Writable | null): void {
  stream?.on('error', () => undefined);
}
