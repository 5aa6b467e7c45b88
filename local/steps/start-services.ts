import { join } from 'node:path';
import type { Stoppable } from '../launcher/launcher-lifecycle.ts';
import { supervise } from '../launcher/supervise.ts';
import { step } from '../launcher/terminal.ts';
import { launchMail, startMail } from '../services/mail.ts';
import { startPostgres } from '../services/postgres.ts';
import { startRedis } from '../services/redis.ts';
import { launchStripe, startStripe } from '../services/stripe.ts';
import type { Settings } from './settings.ts';

export type StartedPage = {
  /** The URL of the page, to open in a browser. */
  url: string;
  /** Resolves when the service responds. The site does not wait for the service. */
  ready: Promise<void>;
};

/** The started services that have pages. A service is undefined if it was not started, because another service is configured. */
export type StartedPages = {
  /** The inbox for sent e-mails. */
  inbox?: StartedPage;
  /** The payments in the Stripe simulator. */
  stripe?: StartedPage;
};

/**
 * Starts a local service for every service URL that is not configured, all in parallel, and sets the URLs.
 * @param running gets each service as soon as it is started
 */
export async function startServices(settings: Settings, running: Stoppable[]): Promise<StartedPages> {
  const [inbox, stripe] = await Promise.all([
    mail(settings, running),
    payments(settings, running),
    database(settings, running),
    queue(settings, running),
  ]);
  return { inbox, stripe };
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

async function mail({ dataDir, env }: Settings, running: Stoppable[]): Promise<StartedPage | undefined> {
  if (env.SMTP_URL !== undefined) return undefined;
  const options = { dataDir: join(dataDir, 'mail') };
  const inbox = await launchMail(options);
  const ready = step('mail inbox', () => inbox.ready);
  running.push(supervise('The mail inbox', inbox, () => startMail(options)));
  ready.catch(() => undefined);
  env.SMTP_URL = inbox.smtpUrl;
  return { url: inbox.webUrl, ready };
}

async function payments({ dataDir, env }: Settings, running: Stoppable[]): Promise<StartedPage | undefined> {
  if (env.STRIPE_SECRET_KEY !== undefined) return undefined;
  const options = {
    dataDir: join(dataDir, 'stripe'),
    webhookUrl: `http://127.0.0.1:${env.PORT}/v1/webhooks/stripe`,
    webhookSecrets: env.STRIPE_WEBHOOK_SECRET?.split(','),
  };
  const stripe = await launchStripe(options);
  const ready = step('Stripe simulator', () => stripe.ready);
  running.push(supervise('The Stripe simulator', stripe, () => startStripe({ ...options, port: stripe.port })));
  ready.catch(() => undefined);
  env.STRIPE_SECRET_KEY = stripe.secretKey;
  env.STRIPE_WEBHOOK_SECRET = stripe.webhookSecrets.join(',');
  env.STRIPE_API_URL = stripe.url;
  return { url: stripe.url, ready };
}
