import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { openLog, tailOf } from '../services/log-file.ts';
import { type Exit, spawnTethered } from '../services/tether.ts';
import type { ComposeService } from './compose.ts';

export type Image = { folder: string; environment: Record<string, string> };

/** A container's stand-in: the service's own command in the image's folder, and no environment but image's and compose's. */
export type Container = {
  name: string;
  port: number;
  exited: Promise<Exit>;
  /** What `docker stop` does. */
  stop(): Promise<Exit>;
  lastLines(): string;
};

/**
 * @param changed variables whose value names another container, with their local counterpart
 * @param port what its first server listens on
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
  return { name, port, exited: child.exited, stop: () => child.stop(30_000), lastLines: () => tailOf(file) };
}
