import { Redis } from 'ioredis';
import { type Benchmark, cost, rate } from './support/benchmark.ts';
import { startProgram, startWebProgram } from './support/programs.ts';
import { startBenchSite } from './support/site.ts';
import { measureInTurn } from './support/statistics.ts';
import { EVENT, postEvents } from './support/track-load.ts';

const SECONDS = 3;
const BATCH = 50;

const atLeast = (least: number) => ({
  text: `≥ ${least} × limit`,
  met: ({ ratio }: { ratio: number | null }) => (ratio ?? 0) >= least,
});

/**
 * Measures `POST /v1/analytics/track`, which responds when its events are on disk, compared with three routes of a bare
 * `node:http` server: one stores nothing, one stores without validation, and one parses, validates and stores, but has no rate
 * limit and none of the site's headers.
 */
export const track: Benchmark = async ({ rounds, quick }, cleanup) => {
  const site = await startBenchSite(cleanup);
  const redis = new Redis(site.environment.REDIS_URL ?? '');
  cleanup.add(async () => redis.disconnect());
  const web = await startWebProgram(site, cleanup);
  const program = startProgram('bench/track-limit.ts', site, cleanup);
  const { port } = await program.message<{ port: number }>('listening');
  const seconds = quick ? 1 : SECONDS;
  const single = JSON.stringify(EVENT);
  const many = JSON.stringify({ events: Array.from({ length: BATCH }, () => EVENT) });

  const from = async (url: string, body: string, perSecond?: number) => {
    await redis.del('bare', 'analytics:buffer');
    return postEvents({ url, body, seconds, perSecond });
  };
  const ours = async () => (await from(`${web.base}/v1/analytics/track`, single)).rate;
  const bare = (path: string) => async () => (await from(`http://127.0.0.1:${port}${path}`, single)).rate;
  const batches = async () => (await from(`${web.base}/v1/analytics/batch`, many)).rate * BATCH;

  await ours();
  await bare('/nothing')();
  const nothing = await measureInTurn(rounds, { ours, limit: bare('/nothing') });
  const append = await measureInTurn(rounds, { ours, limit: bare('/append') });
  const checked = await measureInTurn(rounds, { ours, limit: bare('/checked') });
  const half = async (url: string, perSecond: number) => (await from(url, single, Math.floor(perSecond / 2))).p99;
  const p99 = await measureInTurn(rounds, {
    ours: () => half(`${web.base}/v1/analytics/track`, append.ours),
    limit: () => half(`http://127.0.0.1:${port}/append`, append.ours),
  });
  const batched = await measureInTurn(rounds, { ours: batches, limit: ours });
  const unit = 'events/s';
  return [
    rate({ name: 'track (limit: node:http, stores nothing)', ...nothing, unit }, atLeast(0.4)),
    rate({ name: 'track (limit: node:http + XADD, no checks)', ...append, unit }, atLeast(0.8)),
    rate(
      { name: 'track (limit: node:http + XADD of the event, parsed and validated)', ...checked, unit },
      atLeast(0.8),
    ),
    cost({ name: 'track, p99 at half of its rate (floor: node:http + XADD)', ...p99, unit: 'ms' }),
    rate({ name: 'batch of 50 (compared with track, one by one)', ...batched, unit }),
  ];
};
