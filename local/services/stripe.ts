import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '../launcher/compile.ts';
import type { SimulatorOptions } from '../stripe/simulator.ts';
import { isAnswering } from './is-answering.ts';
import { endLeftover, recordProcess } from './leftover-process.ts';
import { openLog, readTail } from './log-file.ts';
import { findStablePort } from './ports.ts';
import type { Service } from './service.ts';
import { spawnTethered, type Tethered } from './tether.ts';

export type StripeOptions = {
  /** The service's own folder, for payments, log, port and webhook secret. */
  dataDir: string;
  /** The URL that receives the webhooks. */
  webhookUrl: string;
  /** The signing secrets of the webhooks. Default: one secret, which is generated at the first start and stored. */
  webhookSecrets?: readonly string[];
  /** Default: the port of the last start if it is free, else another free port. */
  port?: number;
};

export type StripeService = Service & {
  url: string;
  port: number;
  secretKey: string;
  webhookSecrets: readonly string[];
};

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SERVE = join('local', 'stripe', 'serve.ts');
const SECRET_KEY = 'sk_test_simulator';
/** Milliseconds until the bank decides; long enough to see a payment in `processing`. */
const BANK_MS = 5_000;

/** Like {@link startStripe}, but returns at once. `ready` resolves when the server responds, or rejects if it exits first. */
export async function launchStripe(options: StripeOptions): Promise<StripeService & { ready: Promise<void> }> {
  const { dataDir, webhookUrl } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  await endLeftover(join(dataDir, 'process.json'), 'SIGTERM');
  const port = options.port ?? (await findStablePort(join(dataDir, 'port')));
  const secrets = options.webhookSecrets ?? [readOrCreateSecret(join(dataDir, 'webhook-secret'))];
  const endpoint = { url: webhookUrl, secrets };
  const server = await spawnServer(dataDir, { port, file: join(dataDir, 'journal'), endpoint, settleAfterMs: BANK_MS });
  const url = `http://127.0.0.1:${port}`;
  const ready = isAnswering(server, url).then((answers) => {
    if (answers) return;
    const log = readTail(join(dataDir, 'stripe.log'));
    throw new Error(
      `The Stripe simulator ended while it was starting:\n${log}\nStart again, or set STRIPE_SECRET_KEY to use Stripe's test mode.`,
    );
  });
  // Code that awaits `ready` gets the rejection. This line prevents an unhandled rejection if `ready` is rejected
  // before the code awaits it.
  ready.catch(() => undefined);
  return {
    ...{ url, port, ready, secretKey: SECRET_KEY, webhookSecrets: secrets },
    pid: server.pid,
    exited: server.exited,
    stop: async () => void (await server.stop(5_000)),
    kill: server.kill,
  };
}

/**
 * Starts the Stripe simulator on 127.0.0.1. The simulator ends with this process. Payments survive a restart.
 * @throws Error with the last lines of its log
 */
export async function startStripe(options: StripeOptions): Promise<StripeService> {
  const { ready, ...service } = await launchStripe(options);
  await ready;
  return service;
}

async function spawnServer(dataDir: string, options: SimulatorOptions): Promise<Tethered> {
  const args = await compile(SERVE);
  const log = openLog(join(dataDir, 'stripe.log'));
  const env = { ...process.env, STRIPE_SIMULATOR: JSON.stringify(options) };
  const server = spawnTethered(process.execPath, args, { cwd: ROOT, env, output: log, signal: 'SIGTERM' });
  closeSync(log);
  recordProcess(join(dataDir, 'process.json'), server.pid);
  return server;
}

function readOrCreateSecret(file: string): string {
  if (!existsSync(file)) writeFileSync(file, `whsec_${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}
