import { parseArgs } from 'node:util';
import { admin } from './admin.ts';
import { bookingsBenchmark } from './bookings.ts';
import { brochuresBenchmark } from './brochures.ts';
import { checkout } from './checkout.ts';
import { costs } from './costs.ts';
import { createIntentBenchmark } from './create-intent.ts';
import { dashboard } from './dashboard.ts';
import { dispatch } from './dispatch.ts';
import { flush } from './flush.ts';
import { productsBenchmark } from './products.ts';
import { sameSlot } from './same-slot.ts';
import { startup } from './startup.ts';
import { statements } from './statements.ts';
import type { Benchmark } from './support/benchmark.ts';
import { Cleanup } from './support/cleanup.ts';
import { conditions, report } from './support/report.ts';
import { track } from './track.ts';
import { uploads } from './uploads.ts';
import { webhooks } from './webhooks.ts';

/** The benchmarks of `npm run bench -- [name…] [--quick] [--clean]` (docs/benchmarks.md), in the order in which they run. */
const BENCHMARKS: Record<string, Benchmark> = {
  'same-slot': sameSlot,
  bookings: bookingsBenchmark,
  checkout,
  'create-intent': createIntentBenchmark,
  webhooks,
  dispatch,
  flush,
  brochures: brochuresBenchmark,
  dashboard,
  products: productsBenchmark,
  statements,
  costs,
  track,
  uploads,
  admin,
  startup,
};
const ROUNDS = 5;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, clean: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !(name in BENCHMARKS));
if (unknown.length > 0) {
  console.error(
    `Unknown benchmark: ${unknown.join(', ')}. Available benchmarks: ${Object.keys(BENCHMARKS).join(', ')}.`,
  );
  process.exit(2);
}

const cleanup = new Cleanup();
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, async () => {
    interrupted = true;
    await cleanup.run();
    process.exit(1);
  });
}

console.log(`${conditions()}${values.quick ? '; --quick: these figures are not meaningful' : ''}\n`);
let failed = false;
for (const [name, benchmark] of Object.entries(BENCHMARKS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  try {
    const results = await benchmark({ ...values, rounds: values.quick ? 1 : ROUNDS }, cleanup);
    report(name, results);
    failed ||= results.some(({ ok }) => ok === false);
  } catch (error) {
    if (!interrupted) console.error(`${name} failed:`, error);
    failed = true;
  } finally {
    await cleanup.run();
  }
  if (interrupted) break;
}
process.exit(failed ? 1 : 0);
