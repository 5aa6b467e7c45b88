import { join } from 'node:path';
import type { Stoppable } from '../launcher/lifecycle.ts';
import { supervise } from '../launcher/supervise.ts';
import { step } from '../launcher/terminal.ts';
import { launchMail, startMail } from '../services/mail.ts';
import { startPostgres } from '../services/postgres.ts';
import { startRedis } from '../services/redis.ts';
import type { Settings } from './settings.ts';

export type Inbox = {
  /** Where people read the mail that was sent. */
  url: string;
  /** The site need not wait for it; settles when the inbox answers. */
  ready: Promise<void>;
};

/**
 * Starts the real thing for every URL that is not configured, all at once, and sets the URLs.
 * @param running takes what has been started, as soon as it has
 * @returns the mail inbox, or undefined when SMTP_URL is configured
 */
export async function startServices(settings: Settings, running: Stoppable[]): Promise<Inbox | undefined> {
  const [inbox] = await Promise.all([mail(settings, running), database(settings, running), queue(settings, running)]);
  return inbox;
}

async function database({ dataDir, env }: Settings, running: Stoppable[]): Promise<void> {
  if (env.DATABASE_URL !== undefined) return;
  const options = { dataDir: join(dataDir, 'postgres') };
  const postgres = await step('PostgreSQL', () => startPostgres(options));
  running.push(supervise('PostgreSQL', postgres, () => startPostgres({ ...options, port: postgres.port })));
  env.DATABASE_URL = postgres.url;
}

async function queue({ dataDir, env }: Settings, running: Stoppable[]): Promise<void> {
  if (env.REDIS_URL !== undefined) return;
  const options = { dataDir: join(dataDir, 'redis') };
  const redis = await step('Redis', () => startRedis(options));
  running.push(supervise('Redis', redis, () => startRedis({ ...options, port: redis.port })));
  env.REDIS_URL = redis.url;
}

async function mail({ dataDir, env }: Settings, running: Stoppable[]): Promise<Inbox | undefined> {
  if (env.SMTP_URL !== undefined) return undefined;
  const options = { dataDir: join(dataDir, 'mail') };
  const inbox = await launchMail(options);
  const ready = step('mail inbox', () => inbox.ready);
  running.push(supervise('The mail inbox', inbox, () => startMail(options)));
  ready.catch(() => undefined);
  env.SMTP_URL = inbox.smtpUrl;
  return { url: inbox.webUrl, ready };
}
