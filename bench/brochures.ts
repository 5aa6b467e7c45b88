import { type Benchmark, cost } from './support/benchmark.ts';
import { bareDeliveries, deliveries, type Mailbox, putBrochure } from './support/brochure-latency.ts';
import { openMailSink } from './support/mail-sink.ts';
import { startWeb, startWorker } from './support/programs.ts';
import { startSite } from './support/site.ts';
import { median, percentile } from './support/statistics.ts';

const GOAL_MS = 1000;

/** From a request for a brochure to the mail server's having it, on an otherwise idle site. */
export const brochures: Benchmark = async ({ rounds, quick }, cleanup) => {
  const count = quick ? 10 : 100;
  const arrivals: Mailbox['arrivals'] = new Map();
  const url = await openMailSink(cleanup, (recipient) => arrivals.get(recipient)?.(performance.now()));
  const site = await startSite(cleanup, { SMTP_URL: url });
  const file = await putBrochure(site);
  const web = await startWeb(site, cleanup);
  await startWorker(site, cleanup);
  const mailbox = { url, arrivals };

  const ours: number[][] = [];
  const limit: number[][] = [];
  // Also lets the template be compiled.
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
