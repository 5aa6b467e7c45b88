import type fc from 'fast-check';
import { type FuzzAnswer, MAX_MILLISECONDS } from './answers.ts';
import { effort } from './effort.ts';
import type { FuzzRequest } from './request.ts';
import { isSlow, type Report, searchFor } from './search.ts';
import type { World } from './world.ts';

/**
 * Sends requests and collects what is wrong with the answers, each kind once with its smallest request.
 * @param verdict says what is wrong with an answer, apart from its time
 * @param runs how many requests `npm test` sends
 */
export function lookForFaults(
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
