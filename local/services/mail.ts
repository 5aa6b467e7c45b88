import { closeSync, mkdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAnswering } from './is-answering.ts';
import { endLeftover, recordProcess } from './leftover-process.ts';
import { openLog, readTail } from './log-file.ts';
import { findStablePort } from './ports.ts';
import type { Service } from './service.ts';
import { spawnTethered, type Tethered } from './tether.ts';

export type MailOptions = {
  /** The service's own folder, for messages, log and ports. */
  dataDir: string;
  /** The ports of the SMTP server and of the inbox. Default: the port of the last start if it is free, else another free port. */
  smtpPort?: number;
  webPort?: number;
};

export type MailService = Service & { smtpUrl: string; webUrl: string };

const MAILDEV = fileURLToPath(new URL('../../node_modules/maildev/dist/bin/maildev.js', import.meta.url));
const MAX_MESSAGES = '2000';

/**
 * Starts maildev on 127.0.0.1: an SMTP server that delivers nothing, and a web inbox (with a REST interface under
 * `/api`) that shows the messages. Messages survive a restart. The server ends with this process.
 * @throws Error with the last lines of its log
 */
export async function startMail(options: MailOptions): Promise<MailService> {
  const { ready, ...mail } = await launchMail(options);
  await ready;
  return mail;
}

/** Like {@link startMail}, but returns at once. `ready` resolves when the server responds, or rejects if it exits first. */
export async function launchMail({ dataDir, ...ports }: MailOptions): Promise<MailService & { ready: Promise<void> }> {
  mkdirSync(join(dataDir, 'messages'), { recursive: true, mode: 0o700 });
  await endLeftover(join(dataDir, 'process.json'), 'SIGTERM');
  const smtpPort = ports.smtpPort ?? (await findStablePort(join(dataDir, 'smtp-port')));
  const webPort = ports.webPort ?? (await findStablePort(join(dataDir, 'web-port')));
  const webUrl = `http://127.0.0.1:${webPort}`;
  const server = spawnServer(dataDir, smtpPort, webPort);
  // The server opens SMTP first and the web server last.
  const ready = isAnswering(server, `${webUrl}/api/healthz`).then((answers) => {
    if (answers) return;
    const log = readTail(join(dataDir, 'mail.log'));
    throw new Error(
      `The mail inbox ended while it was starting:\n${log}\nStart again, or set SMTP_URL to send to another mail server.`,
    );
  });
  // Code that awaits `ready` gets the rejection. This line prevents an unhandled rejection if `ready` is rejected
  // before the code awaits it.
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
  args.push('--mail-directory', join(dataDir, 'messages'), '--max-emails', MAX_MESSAGES);
  const log = openLog(join(dataDir, 'mail.log'));
  const server = spawnTethered(process.execPath, args, { cwd: dataDir, output: log, signal: 'SIGTERM' });
  closeSync(log);
  // A low priority, because the site starts at the same time, and people wait for the site rather than for the inbox.
  setPriority(server.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  recordProcess(join(dataDir, 'process.json'), server.pid);
  return server;
}
