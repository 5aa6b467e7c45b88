import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { openLog, readTail } from '../services/log-file.ts';
import { type Exit, spawnTethered } from '../services/tether.ts';
import type { ComposeService } from './compose.ts';

export type Image = { folder: string; environment: Record<string, string> };

/**
 * A process in the place of a container. It runs the command of the service in the folder of the image. Its environment
 * contains only PATH, and the variables of the image and of the compose file.
 */
export type Container = {
  name: string;
  port: number;
  exited: Promise<Exit>;
  /** Sends SIGTERM and, after 30 s, SIGKILL, like `docker stop`. */
  stop(): Promise<Exit>;
  lastLines(): string;
};

/**
 * Starts the command of a service as a local process.
 * @param changed the variables whose local values differ from those in the compose file: the addresses of other containers, and
 * the ports
 * @param port the port of the first server in the container
 */
export function startContainer(
  name: string,
  { command = [], environment = {} }: ComposeService,
  { image, changed, port }: { image: Image; changed: Record<string, string>; port: number },
): Container {
  const [program = '', ...args] = command;
  const file = join(image.folder, '..', `${name}.log`);
  const log = openLog(file);
  const given = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, String(value)]));
  const env: Record<string, string | undefined> = {
    PATH: process.env.PATH,
    ...image.environment,
    ...given,
    ...changed,
  };
  const options = { cwd: image.folder, env: env as NodeJS.ProcessEnv };
  const child = spawnTethered(program, args, { ...options, output: log, signal: 'SIGTERM' });
  closeSync(log);
  return { name, port, exited: child.exited, stop: () => child.stop(30_000), lastLines: () => readTail(file) };
}
