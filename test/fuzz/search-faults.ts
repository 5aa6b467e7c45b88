import type fc from 'fast-check';
import type { FuzzRequest } from './request.ts';
import { effort } from './run-effort.ts';
import { isSlow, type Report, searchFor } from './search.ts';
import { type FuzzAnswer, MAX_MILLISECONDS } from './verdicts.ts';
import type { World } from './world.ts';

/**
 * Sends requests and reports each kind of fault once, with the smallest request that causes it.
 * @param verdict returns the fault of a response, or undefined; `searchFaults` itself checks the latency
 * @param runs the number of requests that `npm test` sends
 */
export function searchFaults(
  { send }: World,
  requests: fc.Arbitrary<FuzzRequest>,
  verdict: (operation: string, answer: FuzzAnswer) => string | undefined | Promise<string | undefined>,
  runs: number,
): Promise<Report> {
  const probe = async (request: FuzzRequest) => {
    const answer = await send(request);
    const again = async () => (await send(request)).milliseconds;
    const slow = answer.milliseconds > MAX_MILLISECONDS && (await isSlow(again, answer.milliseconds));
    const wrong = slow ? `slower than ${MAX_MILLISECONDS} ms` : await verdict(request.operation, answer);
    if (!wrong) return undefined;
    const shown = JSON.stringify({ ...request, answer: answer.text.slice(0, 500) }, null, 1);
    return { kind: `${request.operation}: ${wrong}`, shown };
  };
  return searchFor(requests, probe, effort.of(runs));
}
