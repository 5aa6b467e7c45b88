import { closeSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endLeftover, recordProcess } from './leftover.ts';
import { openLog, tailOf } from './log-file.ts';
import { poll } from './poll.ts';
import { findStablePort } from './ports.ts';
import type { Service } from './service.ts';
import { spawnTethered } from './tether.ts';

export type MailOptions = {
  /** A folder of its own; messages, log and ports are kept there. */
  dataDir: string;
  /** Defaults: the ports of the last start if they are free, else others. */
  smtpPort?: number;
  webPort?: number;
};

export type Mail = Service & { smtpUrl: string; webUrl: string };

const MAILDEV = fileURLToPath(new URL('../../node_modules/maildev/dist/bin/maildev.js', import.meta.url));
const START_PATIENCE = 30_000;
const KEPT_MESSAGES = '2000';

/**
 * Starts maildev on 127.0.0.1: an SMTP server that delivers nothing, and a web inbox (with a REST interface under `/api`) that
 * shows what was sent. Messages survive a restart. It ends with this process.
 * @throws Error with the last lines of its log
 */
export async function startMail(options: MailOptions): Promise<Mail> {
  const { dataDir } = options;
  mkdirSync(join(dataDir, 'messages'), { recursive: true, mode: 0o700 });
  await endLeftover(join(dataDir, 'process.json'), 'SIGTERM');
  const smtpPort = options.smtpPort ?? (await findStablePort(join(dataDir, 'smtp-port')));
  const webPort = options.webPort ?? (await findStablePort(join(dataDir, 'web-port')));
  const args = [
    MAILDEV,
    '--ip',
    '127.0.0.1',
    '--web-ip',
    '127.0.0.1',
    '--smtp',
    String(smtpPort),
    '--web',
    String(webPort),
  ];
  args.push('--mail-directory', join(dataDir, 'messages'), '--max-emails', KEPT_MESSAGES);
  const log = openLog(join(dataDir, 'mail.log'));
  const server = spawnTethered(process.execPath, args, { cwd: dataDir, output: log, signal: 'SIGTERM' });
  closeSync(log);
  recordProcess(join(dataDir, 'process.json'), server.pid);
  const webUrl = `http://127.0.0.1:${webPort}`;
  let ended = false;
  server.exited.finally(() => (ended = true)).catch(() => undefined);
  // maildev opens SMTP first, the web server last.
  const answer = await poll(async () => (ended ? 'ended' : (await answers(`${webUrl}/api/healthz`)) && 'ready'), {
    patience: START_PATIENCE,
  });
  if (answer !== 'ready') {
    server.kill();
    throw new Error(`The mail inbox did not start:\n${tailOf(join(dataDir, 'mail.log'))}`);
  }
  return {
    smtpUrl: `smtp://127.0.0.1:${smtpPort}`,
    webUrl,
    pid: server.pid,
    exited: server.exited,
    stop: async () => void (await server.stop(5_000)),
    kill: server.kill,
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
