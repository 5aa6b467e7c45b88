import { bareLatencies } from './support/bare-latency.ts';
import { type Benchmark, cost, type Options, type Result, rate } from './support/benchmark.ts';
import type { Cleanup } from './support/cleanup.ts';
import { jobLatencies } from './support/job-latency.ts';
import { startProgram, startWebProgram, startWorkerProgram } from './support/programs.ts';
import { bareDispatch, measureRelay } from './support/relay-throughput.ts';
import { type BenchSite, startBenchSite } from './support/site.ts';
import { median, percentile } from './support/statistics.ts';

const GOAL_MS = 50;
const GOAL_RATE = 2000;

/**
 * The latency from an event to the start of its jobs on an otherwise idle site, and the number of events per second
 * that a relay puts into the queues.
 */
export const dispatch: Benchmark = async (options, cleanup) => {
  const site = await startBenchSite(cleanup);
  // Measure the throughput first, while no worker runs. The jobs of this measurement are discarded before
  // `measureLatency` starts a worker.
  const throughput = await measureThroughput(options, site, cleanup);
  return [...(await measureLatency(options, site, cleanup)), throughput];
};

async function measureLatency({ rounds, quick }: Options, site: BenchSite, cleanup: Cleanup): Promise<Result[]> {
  const count = quick ? 20 : 100;
  const web = await startWebProgram(site, cleanup);
  await startWorkerProgram(site, cleanup);
  const ours: number[][] = [];
  const limit: number[][] = [];
  // This run compiles the e-mail templates. Its result is discarded.
  await jobLatencies(site, web.base, count);
  for (let round = 0; round < rounds; round++) {
    ours.push(await jobLatencies(site, web.base, count));
    limit.push(await bareLatencies(site.environment.REDIS_URL ?? '', count));
  }
  const unit = 'ms';
  const at = (p: number) => ({
    ours: median(ours.map((values) => percentile(values, p))),
    limit: median(limit.map((values) => percentile(values, p))),
  });
  return [
    cost({ name: 'event → job start, p50', ...at(0.5), unit }),
    cost(
      { name: 'event → job start, p99', ...at(0.99), unit },
      { text: `≤ ${GOAL_MS} ms`, met: (result) => result.ours <= GOAL_MS },
    ),
  ];
}

async function measureThroughput({ rounds, quick }: Options, site: BenchSite, cleanup: Cleanup): Promise<Result> {
  const count = quick ? 1000 : 10_000;
  const relay = startProgram('bench/relay-program.ts', site, cleanup);
  await relay.message('ready');
  const ours: number[] = [];
  const limit: number[] = [];
  await measureRelay(site, relay, count);
  for (let round = 0; round < rounds; round++) {
    ours.push(await measureRelay(site, relay, count));
    limit.push(await bareDispatch(site, count));
  }
  return rate(
    { name: 'relay, booking.created events', ours: median(ours), limit: median(limit), unit: 'events/s' },
    { text: `≥ ${GOAL_RATE} events/s`, met: (result) => result.ours >= GOAL_RATE },
  );
}
