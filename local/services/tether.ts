import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/**
 * A shell script that starts a watcher and then becomes the program. The watcher runs in the process group of the program, and
 * reads from a pipe whose other end only this process holds open. When this process ends, even by SIGKILL, the read returns, and
 * the watcher signals the program. `exec` does not change the pid of the shell, so the watcher knows the pid of the program.
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
  /** File descriptor for stdout and stderr, or 'pipe' to read them from `child.stdout` and `child.stderr`. */
  output: number | 'pipe';
  /** The signal that {@link Tethered.stop} sends first. Without `group`, the program also gets it when this process ends. */
  signal: NodeJS.Signals;
  /** Whether SIGKILL ends the whole process group when this process ends; for programs that start other programs. */
  group?: boolean;
  uid?: number;
  gid?: number;
  /** A command that runs the program, such as `setpriv …`. */
  prefix?: readonly string[];
};

export type Tethered = {
  pid: number;
  child: ChildProcess;
  /** Resolves when the program has exited for any reason; rejects if the program could not be started. */
  exited: Promise<Exit>;
  /** Sends the signal and waits for the exit. Kills the program if it still runs after `timeoutMs` milliseconds. */
  stop(timeoutMs?: number): Promise<Exit>;
  /** Kills the program and its process group immediately. */
  kill(): void;
};

/**
 * Starts a program that ends with this process, even after a `kill -9`. The program gets its own session (setsid), so that Ctrl-C
 * in the terminal reaches only the launcher, which stops all programs in order.
 * @throws Error if the program cannot be started
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
  const stop = async (timeoutMs = 15_000) => {
    child.kill(signal);
    const timer = setTimeout(kill, timeoutMs);
    return exited.finally(() => clearTimeout(timer));
  };
  return { pid, child, exited, stop, kill };
}

function ignoreBrokenPipe(stream: Writable | null): void {
  stream?.on('error', () => undefined);
}
