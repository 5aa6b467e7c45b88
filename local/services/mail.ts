import { closeSync, mkdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAnswering } from './answering.ts';
import { endLeftover, recordProcess } from './leftover.ts';
import { openLog, tailOf } from './log-file.ts';
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
  // It opens SMTP first, the web server last.
  const ready = isAnswering(server, `${webUrl}/api/healthz`).then((answers) => {
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
