import { runBare, startLimit } from './support/bare-statements.ts';
import { type Benchmark, cost, rate } from './support/benchmark.ts';
import { insertCustomers } from './support/data.ts';
import { startWebProgram } from './support/programs.ts';
import {
  eventBody,
  expectJson,
  insertWaiting,
  runWithConcurrency,
  signedRequest,
  startBenchShop,
  type Waiting,
  WEBHOOK,
} from './support/shop.ts';
import { RECORDER, recordStatements, type Statement, withOthers } from './support/statements.ts';
import { median, percentile } from './support/statistics.ts';
import { storm } from './support/storm.ts';

const CONCURRENCY = 16;
const RATIO = 0.6;
const DUPLICATES = 3;

/**
 * Measures how many webhooks of successful payments the site verifies, stores and accepts per second, compared with running only
 * their SQL statements. Then measures a storm of webhooks, during which a web process is killed.
 */
export const webhooks: Benchmark = async ({ rounds, quick }, cleanup) => {
  const count = quick ? 64 : 1000;
  const site = await startBenchShop(cleanup);
  const recorder = await startWebProgram(site, cleanup, RECORDER);
  const web = await startWebProgram(site, cleanup);
  const limit = await startLimit(site, cleanup);
  const customers = await insertCustomers(site, 50);

  const send = (base: string, body: string) => expectJson(`${base}${WEBHOOK}`, signedRequest(site, body), 200);
  const record = async () => {
    const [warm, waiting] = await insertWaiting(site, customers, 2);
    await send(recorder.base, eventBody(warm as Waiting, 'succeeded'));
    const body = eventBody(waiting as Waiting, 'succeeded');
    const { statements } = await recordStatements(recorder, () => send(recorder.base, body));
    return { statements, body, of: waiting as Waiting };
  };
  const recording = await record();

  const firsts: { rate: number; p99: number }[] = [];
  const again: number[] = [];
  const bare: number[] = [];
  const round = async () => {
    const bodies = (await insertWaiting(site, customers, count)).map((waiting) => eventBody(waiting, 'succeeded'));
    const first = await runWithConcurrency(CONCURRENCY, bodies, (body) => send(web.base, body));
    const second = await runWithConcurrency(CONCURRENCY, bodies, (body) => send(web.base, body));
    const others = await insertWaiting(site, customers, count);
    const limitRate = await runBare(
      [limit],
      site,
      others.map((other) => createBareRequests(recording, other)),
      recording.body,
    );
    return { first, second, limitRate };
  };
  await round();
  for (let index = 0; index < rounds; index += 1) {
    const { first, second, limitRate } = await round();
    firsts.push({ rate: (count / first.total) * 1000, p99: percentile(first.each, 0.99) });
    again.push((count / second.total) * 1000);
    bare.push(limitRate);
  }
  const ours = median(firsts.map((each) => each.rate));
  const unit = 'webhooks/s';
  return [
    rate(
      { name: 'first webhooks', ours, limit: median(bare), unit },
      { text: `≥ ${RATIO} × limit`, met: ({ ratio }) => (ratio ?? 0) >= RATIO },
    ),
    cost({
      name: 'first webhooks, p99 of the response',
      ours: median(firsts.map(({ p99 }) => p99)),
      limit: null,
      unit: 'ms',
    }),
    rate(
      { name: 'duplicates', ours: median(again), limit: null, unit },
      { text: `≥ ${DUPLICATES} × first webhooks`, met: (result) => result.ours >= DUPLICATES * ours },
    ),
    cost({
      name: 'SQL of a first webhook, BEGIN and COMMIT included',
      ours: recording.statements.length,
      limit: null,
      unit: 'statements',
    }),
    ...(await storm(site, customers, quick ? 200 : 10_000, cleanup)),
  ];
};

let copies = 0;

/** Returns the statements of the recorded webhook, with the ids of the payment `other` and with a new event id. */
function createBareRequests(
  { statements, of, body }: { statements: Statement[]; of: Waiting; body: string },
  other: Waiting,
): Statement[] {
  copies += 1;
  const { id } = JSON.parse(body) as { id: string };
  return withOthers(statements, [
    [of.paymentId, other.paymentId],
    [of.orderId, other.orderId],
    [of.intentId, other.intentId],
    [of.userId, other.userId],
    [id, `evt_bare_${copies}`],
  ]);
}
