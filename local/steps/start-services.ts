import { join } from 'node:path';
import { type Supervised, supervise } from '../launcher/supervise.ts';
import { step } from '../launcher/terminal.ts';
import { startMail } from '../services/mail.ts';
import { startPostgres } from '../services/postgres.ts';
import { startRedis } from '../services/redis.ts';
import type { Settings } from './settings.ts';

/**
 * Starts the real thing for every URL that is not configured, all at once, and sets the URLs.
 * @param running takes what has been started, as soon as it has
 * @returns where people read the mail that was sent; undefined when SMTP_URL is configured
 */
export async function startServices(settings: Settings, running: Supervised[]): Promise<string | undefined> {
  const [inbox] = await Promise.all([mail(settings, running), database(settings, running), queue(settings, running)]);
  return inbox;
}

async function database({ dataDir, env }: Settings, running: Supervised[]): Promise<void> {
  if (env.DATABASE_URL !== undefined) return;
  const options = { dataDir: join(dataDir, 'postgres') };
  const postgres = await step('PostgreSQL', () => startPostgres(options));
  running.push(supervise('PostgreSQL', postgres, () => startPostgres({ ...options, port: postgres.port })));
  env.DATABASE_URL = postgres.url;
}

async function queue({ dataDir, env }: Settings, running: Supervised[]): Promise<void> {
  if (env.REDIS_URL !== undefined) return;
  const options = { dataDir: join(dataDir, 'redis') };
  const redis = await step('Redis', () => startRedis(options));
  running.push(supervise('Redis', redis, () => startRedis({ ...options, port: redis.port })));
  env.REDIS_URL = redis.url;
}

async function mail({ dataDir, env }: Settings, running: Supervised[]): Promise<string | undefined> {
  if (env.SMTP_URL !== undefined) return undefined;
  const options = { dataDir: join(dataDir, 'mail') };
  const inbox = await step('mail inbox', () => startMail(options));
  running.push(supervise('The mail inbox', inbox, () => startMail(options)));
  env.SMTP_URL = inbox.smtpUrl;
  return inbox.webUrl;
}
