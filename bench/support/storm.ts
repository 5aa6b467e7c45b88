import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { cost, type Result } from './benchmark.ts';
import type { Cleanup } from './cleanup.ts';
import type { BenchCustomer } from './data.ts';
import { startWebProgram } from './programs.ts';
import { eventBody, insertWaiting, runWithConcurrency, signedRequest, WEBHOOK } from './shop.ts';
import type { BenchSite } from './site.ts';

const CONCURRENCY = 16;
const TRIES = 100;

/**
 * Sends webhooks to two web processes, and kills one of the processes halfway. A fifth of the webhooks are duplicates, and some
 * are out of order. A webhook that gets no 200 is sent again, as Stripe would do.
 * @returns the duration, and the numbers of payments, orders, invoices and events, each with the expected number as its goal
 */
export async function storm(
  site: BenchSite,
  customers: readonly BenchCustomer[],
  count: number,
  cleanup: Cleanup,
): Promise<Result[]> {
  const before = await readState(site);
  const webs = [await startWebProgram(site, cleanup), await startWebProgram(site, cleanup)];
  const bodies = await makeBodies(site, customers, count);
  let sent = 0;
  const send = async (body: string) => {
    sent += 1;
    if (sent === Math.floor(count / 2)) webs[1]?.child.kill('SIGKILL');
    for (let attempt = sent; attempt < sent + TRIES; attempt += 1) {
      const status = await post(`${webs[attempt % 2]?.base}${WEBHOOK}`, signedRequest(site, body));
      if (status === 200) return;
      await pause(20);
    }
    throw new Error(`A webhook got no 200 in ${TRIES} attempts.`);
  };
  const { total } = await runWithConcurrency(CONCURRENCY, bodies, send);
  const after = await readState(site);
  const paid = count * PAID_STATE;
  const figure = (name: string, ours: number, goal?: number): Result =>
    cost({ name: `storm: ${name}`, ours, limit: null, unit: '' }, goal === undefined ? undefined : exactly(goal));
  return [
    figure(`${count.toLocaleString('en-GB')} webhooks, seconds`, total / 1000),
    figure('payments that succeeded', after.paid - before.paid, paid),
    figure('orders confirmed', after.confirmed - before.confirmed, paid),
    figure('invoices', after.invoices - before.invoices, paid),
    figure('gaps in the invoice numbers', after.gaps, 0),
    figure('events payment.succeeded', after.events - before.events, paid),
    figure('payments that lost the status SUCCEEDED', after.takenBack, 0),
  ];
}

/**
 * The share of webhooks that report a success for the first time. Of ten webhooks, six are such successes, one reports an earlier
 * failed attempt of one of these payments, two are duplicates, and one is for an unknown payment.
 */
const PAID_STATE = 0.6;

const exactly = (goal: number) => ({
  text: `= ${goal.toLocaleString('en-GB')}`,
  met: ({ ours }: { ours: number }) => ours === goal,
});

async function makeBodies(site: BenchSite, customers: readonly BenchCustomer[], count: number): Promise<string[]> {
  const waiting = await insertWaiting(site, customers, count * PAID_STATE);
  const bodies = waiting.flatMap((each, index) => {
    const success = eventBody(each, 'succeeded');
    const late = index % 6 === 0 ? [eventBody(each, 'payment_failed')] : [];
    const unknown = index % 6 === 1 ? [eventBody({ ...each, intentId: 'pi_unknown', paymentId: '' }, 'succeeded')] : [];
    const copies = index % 6 === 2 || index % 6 === 3 ? [success] : [];
    return [success, ...late, ...unknown, ...copies];
  });
  // Swaps random webhooks, so that some are out of order, and some duplicates are not sent directly after their originals.
  for (let index = 0; index < bodies.length / 10; index += 1)
    swap(bodies, randomInt(bodies.length), randomInt(bodies.length));
  return bodies;
}

function swap(list: string[], a: number, b: number): void {
  [list[a], list[b]] = [list[b] as string, list[a] as string];
}

const post = (url: string, init: RequestInit): Promise<number | undefined> =>
  fetch(url, init).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status;
    },
    () => undefined,
  );

type State = { paid: number; confirmed: number; invoices: number; gaps: number; events: number; takenBack: number };

async function readState({ database }: BenchSite): Promise<State> {
  const { rows } = await database.query<State>(`
    SELECT (SELECT count(*)::int FROM payments WHERE status = 'SUCCEEDED') AS paid,
      (SELECT count(*)::int FROM orders WHERE status = 'CONFIRMED') AS confirmed,
      (SELECT count(*)::int FROM invoices) AS invoices,
      (SELECT coalesce(max(right(number, 6)::int), 0) - count(*)::int FROM invoices WHERE kind = 'INVOICE') AS gaps,
      (SELECT count(*)::int FROM domain_events WHERE topic = 'payment.succeeded') AS events,
      (SELECT count(*)::int FROM status_changes WHERE from_status = 'SUCCEEDED') AS "takenBack"`);
  return rows[0] as State;
}
