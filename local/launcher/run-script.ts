import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { openLog, readTail } from '../services/log-file.ts';
import { spawnTethered } from '../services/tether.ts';
import type { Settings } from '../steps/settings.ts';

/**
 * Runs a program of this project to completion with the environment of the settings; its output goes to
 * `logs/<name>.log`.
 * @param args the arguments of `node`
 * @throws Error with the last lines of its output
 */
export async function runScript(name: string, args: readonly string[], settings: Settings): Promise<void> {
  const file = join(settings.dataDir, 'logs', `${name}.log`);
  const log = openLog(file);
  const { root: cwd, env } = settings;
  const program = spawnTethered(process.execPath, args, { cwd, env, output: log, signal: 'SIGTERM', group: true });
  closeSync(log);
  const { code, signal } = await program.exited;
  if (code !== 0)
    throw new Error(`"${name}" failed (${signal ?? `code ${code}`}):\n${readTail(file)}\nFull output: ${file}`);
}
