import { Redis } from 'ioredis';
import { type Benchmark, cost, rate } from './support/benchmark.ts';
import { startProgram, startWeb } from './support/programs.ts';
import { startSite } from './support/site.ts';
import { inTurn } from './support/statistics.ts';
import { EVENT, post } from './support/track-load.ts';

const SECONDS = 3;
const BATCH = 50;

const atLeast = (least: number) => ({
  text: `≥ ${least} × limit`,
  met: ({ ratio }: { ratio: number | null }) => (ratio ?? 0) >= least,
});

/**
 * `POST /v1/analytics/track`, durable, against bare `node:http` that stores nothing, against one that stores without checks, and
 * against one that does parse and validate, but counts no limit and knows no headers: what the rest of a request costs.
 */
export const track: Benchmark = async ({ rounds, quick }, cleanup) => {
  const site = await startSite(cleanup);
  const redis = new Redis(site.environment.REDIS_URL ?? '');
  cleanup.add(async () => redis.disconnect());
  const web = await startWeb(site, cleanup);
  const program = startProgram('bench/track-limit.ts', site, cleanup);
  const { port } = await program.message<{ port: number }>('listening');
  const seconds = quick ? 1 : SECONDS;
  const one = JSON.stringify(EVENT);
  const many = JSON.stringify({ events: Array.from({ length: BATCH }, () => EVENT) });

  const from = async (url: string, body: string, perSecond?: number) => {
    await redis.del('bare', 'analytics:buffer');
    return post({ url, body, seconds, perSecond });
  };
  const ours = async () => (await from(`${web.base}/v1/analytics/track`, one)).rate;
  const bare = (path: string) => async () => (await from(`http://127.0.0.1:${port}${path}`, one)).rate;
  const batches = async () => (await from(`${web.base}/v1/analytics/batch`, many)).rate * BATCH;

  await ours();
  await bare('/nothing')();
  const nothing = await inTurn(rounds, { ours, limit: bare('/nothing') });
  const append = await inTurn(rounds, { ours, limit: bare('/append') });
  const checked = await inTurn(rounds, { ours, limit: bare('/checked') });
  const half = async (url: string, perSecond: number) => (await from(url, one, Math.floor(perSecond / 2))).p99;
  const p99 = await inTurn(rounds, {
    ours: () => half(`${web.base}/v1/analytics/track`, append.ours),
    limit: () => half(`http://127.0.0.1:${port}/append`, append.ours),
  });
  const batched = await inTurn(rounds, { ours: batches, limit: ours });
  const unit = 'events/s';
  return [
    rate({ name: 'track (limit: node:http, stores nothing)', ...nothing, unit }, atLeast(0.4)),
    rate({ name: 'track (limit: node:http + XADD, no checks)', ...append, unit }, atLeast(0.8)),
    rate(
      { name: 'track (limit: node:http + XADD of the event, parsed and validated)', ...checked, unit },
      atLeast(0.8),
    ),
    cost({ name: 'track, p99 at half of that rate (limit: the same with XADD)', ...p99, unit: 'ms' }),
    rate({ name: 'batch of 50 (limit: track, one by one)', ...batched, unit }),
  ];
};
