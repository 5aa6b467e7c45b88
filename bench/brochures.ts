import { type Benchmark, cost } from './support/benchmark.ts';
import { type BenchMailbox, bareDeliveries, deliveries, insertBrochure } from './support/brochure-latency.ts';
import { openMailSink } from './support/mail-sink.ts';
import { startWebProgram, startWorkerProgram } from './support/programs.ts';
import { startBenchSite } from './support/site.ts';
import { median, percentile } from './support/statistics.ts';

const GOAL_MS = 1000;

/** The time from a brochure request until the mail server has accepted the e-mail, on an otherwise idle site. */
export const brochuresBenchmark: Benchmark = async ({ rounds, quick }, cleanup) => {
  const count = quick ? 10 : 100;
  const arrivals: BenchMailbox['arrivals'] = new Map();
  const url = await openMailSink(cleanup, (recipient) => arrivals.get(recipient)?.(performance.now()));
  const site = await startBenchSite(cleanup, { SMTP_URL: url });
  const file = await insertBrochure(site);
  const web = await startWebProgram(site, cleanup);
  await startWorkerProgram(site, cleanup);
  const mailbox = { url, arrivals };

  const ours: number[][] = [];
  const limit: number[][] = [];
  // This run compiles the e-mail template. Its result is discarded.
  await deliveries(web.base, mailbox, count);
  for (let round = 0; round < rounds; round++) {
    ours.push(await deliveries(web.base, mailbox, count));
    limit.push(await bareDeliveries(file, mailbox, count));
  }
  const at = (p: number) => ({
    ours: median(ours.map((values) => percentile(values, p))),
    limit: median(limit.map((values) => percentile(values, p))),
  });
  return [
    cost({ name: 'request → accepted by the mail server, p50', ...at(0.5), unit: 'ms' }),
    cost(
      { name: 'request → accepted by the mail server, p99', ...at(0.99), unit: 'ms' },
      { text: `≤ ${GOAL_MS} ms`, met: (result) => result.ours <= GOAL_MS },
    ),
  ];
};
