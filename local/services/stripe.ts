import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '../launcher/compile.ts';
import type { SimulatorOptions } from '../stripe/simulator.ts';
import { isAnswering } from './answering.ts';
import { endLeftover, recordProcess } from './leftover.ts';
import { openLog, tailOf } from './log-file.ts';
import { findStablePort } from './ports.ts';
import type { Service } from './service.ts';
import { spawnTethered, type Tethered } from './tether.ts';

export type StripeOptions = {
  /** A folder of its own; payments, log, port and webhook secret are kept there. */
  dataDir: string;
  /** Where webhooks go. */
  webhookUrl: string;
  /** What they are signed with; made once unless given. */
  webhookSecrets?: readonly string[];
  /** Default: the port of the last start if it is free, else another. */
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
/** Long enough to see a payment that is still under way. */
const BANK_MS = 5_000;

/** As {@link startStripe}, for those who can go on before it answers: `ready` settles when it does. */
export async function launchStripe(options: StripeOptions): Promise<StripeService & { ready: Promise<void> }> {
  const { dataDir, webhookUrl } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  await endLeftover(join(dataDir, 'process.json'), 'SIGTERM');
  const port = options.port ?? (await findStablePort(join(dataDir, 'port')));
  const secrets = options.webhookSecrets ?? [keptSecret(join(dataDir, 'webhook-secret'))];
  const endpoint = { url: webhookUrl, secrets };
  const server = await spawnServer(dataDir, { port, file: join(dataDir, 'journal'), endpoint, settleAfterMs: BANK_MS });
  const url = `http://127.0.0.1:${port}`;
  const ready = isAnswering(server, url).then((answers) => {
    if (answers) return;
    server.kill();
    throw new Error(`The Stripe simulator did not start:\n${tailOf(join(dataDir, 'stripe.log'))}`);
  });
  // Whoever waits for it gets the failure; until somebody does, it is no unhandled one.
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
 * Starts the Stripe simulator on 127.0.0.1 as a process that ends with this one. Payments survive a restart.
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

function keptSecret(file: string): string {
  if (!existsSync(file)) writeFileSync(file, `whsec_${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}
