import { startMail } from '../../../local/services/mail.ts';
import { startPostgres } from '../../../local/services/postgres.ts';
import { startRedis } from '../../../local/services/redis.ts';
import { startStripe } from '../../../local/services/stripe.ts';

/** Runs as the parent process that the tests kill: starts one service, prints the pid of the service, and keeps running. */
const [name, dataDir = ''] = process.argv.slice(2);
const webhookUrl = 'http://127.0.0.1:9';
const starts = {
  postgres: async () => (await startPostgres({ dataDir, ephemeral: true })).pid,
  redis: async () => (await startRedis({ dataDir, ephemeral: true })).pid,
  stripe: async () => (await startStripe({ dataDir, webhookUrl })).pid,
  mail: async () => (await startMail({ dataDir })).pid,
};
const start = starts[name as keyof typeof starts];
process.stdout.write(`${await start()}\n`);
setInterval(() => undefined, 60_000);
