import { closeSync, mkdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endLeftover, recordProcess } from './leftover.ts';
import { openLog, tailOf } from './log-file.ts';
import { poll } from './poll.ts';
import { findStablePort } from './ports.ts';
import type { Service } from './service.ts';
import { spawnTethered, type Tethered } from './tether.ts';

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
  const { ready, ...mail } = await launchMail(options);
  await ready;
  return mail;
}

/** As {@link startMail}, for those who can go on before it answers: `ready` settles when it does. */
export async function launchMail({ dataDir, ...ports }: MailOptions): Promise<Mail & { ready: Promise<void> }> {
  mkdirSync(join(dataDir, 'messages'), { recursive: true, mode: 0o700 });
  await endLeftover(join(dataDir, 'process.json'), 'SIGTERM');
  const smtpPort = ports.smtpPort ?? (await findStablePort(join(dataDir, 'smtp-port')));
  const webPort = ports.webPort ?? (await findStablePort(join(dataDir, 'web-port')));
  const webUrl = `http://127.0.0.1:${webPort}`;
  const server = spawnServer(dataDir, smtpPort, webPort);
  const ready = answering(server, webUrl).then((answers) => {
    if (answers) return;
    server.kill();
    throw new Error(`The mail inbox did not start:\n${tailOf(join(dataDir, 'mail.log'))}`);
  });
  // Whoever waits for it gets the failure; until somebody does, it is no unhandled one.
  ready.catch(() => undefined);
  return {
    smtpUrl: `smtp://127.0.0.1:${smtpPort}`,
    webUrl,
    ready,
    pid: server.pid,
    exited: server.exited,
    stop: async () => void (await server.stop(5_000)),
    kill: server.kill,
  };
}

function spawnServer(dataDir: string, smtpPort: number, webPort: number): Tethered {
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
  // It starts at the same time as the site, which people wait for, and they read their mail later.
  setPriority(server.pid, constants.priority.PRIORITY_LOW);
  recordProcess(join(dataDir, 'process.json'), server.pid);
  return server;
}

/** Whether it comes up; maildev opens SMTP first, the web server last. */
async function answering(server: Tethered, webUrl: string): Promise<boolean> {
  let ended = false;
  server.exited.finally(() => (ended = true)).catch(() => undefined);
  const probe = async () => (ended ? 'ended' : (await answers(`${webUrl}/api/healthz`)) && 'ready');
  return (await poll(probe, { patience: START_PATIENCE })) === 'ready';
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
