import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { defineEndpoint, type Endpoint, type Reply } from '../../../src/endpoints/endpoint.ts';
import { Exchange, type Outgoing } from '../../../src/gateway/exchange.ts';
import { advance } from '../../../src/gateway/steps.ts';
import { currentCorrelationId, withCorrelationId } from '../../../src/lib/correlation.ts';
import type { MaybePromise } from '../../../src/lib/maybe-promise.ts';
import { Problem } from '../../../src/lib/problem.ts';
import { fakePayload } from './fake-site.ts';

const payload = fakePayload();
const spend = vi.fn(async () => {});
const finish = vi.fn<(outgoing: Outgoing) => void>();
beforeEach(() => vi.clearAllMocks());

class FakeExchange extends Exchange {
  readonly read: () => MaybePromise<Buffer>;
  readonly finish = finish;

  constructor(endpoint: Endpoint, read: () => MaybePromise<Buffer>) {
    super(payload, { endpoint, params: {} }, { ip: '203.0.113.1', unlimited: false }, '');
    this.read = read;
  }

  header(name: string): string | undefined {
    return name === 'content-type' ? 'application/json' : undefined;
  }

  chunks(): Iterable<Uint8Array> {
    return [];
  }
}

const maybeLater = <T>(value: T, later: boolean): MaybePromise<T> => (later ? turn().then(() => value) : value);

type Case = { body: string; waitsForBody: boolean; handlerWaits: boolean };

/** Runs an endpoint that counts its own requests. @returns the response */
async function run({ body, waitsForBody, handlerWaits }: Case): Promise<Outgoing> {
  const endpoint = defineEndpoint({
    method: 'post',
    path: '/v1/things',
    tag: 'Test',
    summary: 'For tests',
    callers: ['public'],
    limit: { points: 1, seconds: 1, counter: { peek: () => undefined, spend } },
    body: z.strictObject({ name: z.string() }),
    replies: { 200: z.object({ name: z.string(), correlationId: z.string() }) },
    handle: (context): MaybePromise<Reply> => {
      const { name } = context.body;
      if (name === 'throws') throw new Problem('slot_taken');
      if (name === 'rejects') return turn().then(() => Promise.reject(new Problem('slot_taken')));
      return maybeLater({ status: 200, body: { name, correlationId: currentCorrelationId() } }, handlerWaits);
    },
  });
  withCorrelationId('mine', advance, new FakeExchange(endpoint, () => maybeLater(Buffer.from(body), waitsForBody)));
  await vi.waitFor(() => expect(finish).toHaveBeenCalled());
  await turn();
  expect(finish).toHaveBeenCalledOnce();
  return (finish.mock.calls[0] as [Outgoing])[0];
}

describe.each([
  [false, false],
  [false, true],
  [true, false],
  [true, true],
])('if the body comes later: %s, and the reply comes later: %s', (waitsForBody, handlerWaits) => {
  const answer = async (body: string) => {
    const outgoing = await run({ body, waitsForBody, handlerWaits });
    return [outgoing.status, JSON.parse(String(outgoing.body))];
  };

  it('a request is answered once, within its correlation scope', async () => {
    expect(await answer('{"name":"oak"}')).toEqual([200, { name: 'oak', correlationId: 'mine' }]);
    expect(spend).not.toHaveBeenCalled();
  });

  it.each(['throws', 'rejects'])(
    'a handler that %s refuses the request once, and the refusal is not counted',
    async (name) => {
      const [status, problem] = await answer(`{"name":"${name}"}`);
      expect([status, problem.code, problem.correlationId]).toEqual([409, 'slot_taken', 'mine']);
      expect(spend).not.toHaveBeenCalled();
    },
  );

  it.each(['{', '{}'])('a request is refused once for its body %s, and the refusal is counted', async (body) => {
    const [status, problem] = await answer(body);
    expect([status, problem.correlationId]).toEqual([400, 'mine']);
    expect(spend).toHaveBeenCalledOnce();
  });

  it('a request with an invalid body is refused for its limit if it has reached the limit', async () => {
    spend.mockRejectedValueOnce(new Problem('rate_limited'));
    expect(await answer('{}')).toEqual([429, expect.objectContaining({ code: 'rate_limited' })]);
  });
});

it('a reply that is at once there is sent at once', () => {
  const endpoint = defineEndpoint({
    method: 'get',
    path: '/v1/things',
    tag: 'Test',
    summary: 'For tests',
    callers: ['public'],
    limit: null,
    replies: { 200: z.object({}) },
    handle: () => ({ status: 200, body: {} }),
  });
  advance(new FakeExchange(endpoint, () => Buffer.alloc(0)));
  expect(finish).toHaveBeenCalledOnce();
});
