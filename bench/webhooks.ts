import { runBare, startLimit } from './support/bare-statements.ts';
import { type Benchmark, cost, rate } from './support/benchmark.ts';
import { insertCustomers } from './support/data.ts';
import { startWeb } from './support/programs.ts';
import {
  atATime,
  eventBody,
  expectJson,
  insertWaiting,
  signedRequest,
  startShop,
  type Waiting,
  WEBHOOK,
} from './support/shop.ts';
import { RECORDER, recordStatements, type Statement, withOthers } from './support/statements.ts';
import { median, percentile } from './support/statistics.ts';
import { storm } from './support/storm.ts';

const AT_A_TIME = 16;
const RATIO = 0.6;
const DUPLICATES = 3;

/** Webhooks of success: verified, stored and answered per second, against their bare statements; then a storm with a crash. */
export const webhooks: Benchmark = async ({ rounds, quick }, cleanup) => {
  const count = quick ? 64 : 1000;
  const site = await startShop(cleanup);
  const recorder = await startWeb(site, cleanup, RECORDER);
  const web = await startWeb(site, cleanup);
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
    const first = await atATime(AT_A_TIME, bodies, (body) => send(web.base, body));
    const second = await atATime(AT_A_TIME, bodies, (body) => send(web.base, body));
    const others = await insertWaiting(site, customers, count);
    const limitRate = await runBare(
      [limit],
      site,
      others.map((other) => bareOf(recording, other)),
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
      { name: 'firsts', ours, limit: median(bare), unit },
      { text: `≥ ${RATIO} × limit`, met: ({ ratio }) => (ratio ?? 0) >= RATIO },
    ),
    cost({ name: 'firsts, p99 of the answer', ours: median(firsts.map(({ p99 }) => p99)), limit: null, unit: 'ms' }),
    rate(
      { name: 'duplicates', ours: median(again), limit: null, unit },
      { text: `≥ ${DUPLICATES} × firsts`, met: (result) => result.ours >= DUPLICATES * ours },
    ),
    cost({
      name: 'SQL of a first, BEGIN and COMMIT included',
      ours: recording.statements.length,
      limit: null,
      unit: 'statements',
    }),
    ...(await storm(site, customers, quick ? 200 : 10_000, cleanup)),
  ];
};

let copies = 0;

/** The statements of the recorded webhook for another payment: its own ids, and the id of the event. */
function bareOf(
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
