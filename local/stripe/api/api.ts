import type { SimulatedAccount } from '../account.ts';
import { ApiError } from '../api-error.ts';
import type { Calls } from './calls.ts';
import { expandObject } from './expand.ts';
import { createError, type Fault, type Faults } from './faults.ts';
import { type ApiAnswer, IdempotentRequests } from './idempotency.ts';
import type { Call, StripeOperation } from './operation.ts';

export type ApiParts = { account: SimulatedAccount; faults: Faults; calls: Calls };

type ApiRequest = {
  operation: StripeOperation;
  call: Call;
  path: string;
  params: Record<string, unknown>;
  requestId: string;
  idempotencyKey?: string;
};

/** Executes the calls of Stripe's API, at most one per idempotency key, and injects faults into calls. */
export class Api {
  readonly #idempotent: IdempotentRequests;
  readonly #parts: ApiParts;

  constructor(parts: ApiParts) {
    this.#parts = parts;
    this.#idempotent = new IdempotentRequests(parts.account);
  }

  /**
   * @returns the response; `'broken'` to close the connection without a response; `'never'` to send no response and leave the
   * connection open
   * @throws ApiError
   */
  async answer(request: ApiRequest): Promise<ApiAnswer | 'broken' | 'never'> {
    const { operation, idempotencyKey: key, path, params, requestId } = request;
    this.#parts.calls.received(operation.name);
    const fault = this.#parts.faults.consume(operation.name);
    const work = () => this.#carryOut(request, fault);
    const answer = key ? await this.#idempotent.once({ key, path, params, requestId }, work) : await work();
    await fault?.after?.();
    return fault?.answer === 'broken' || fault?.answer === 'never' ? fault.answer : answer;
  }

  async #carryOut({ operation, call, params, requestId, idempotencyKey }: ApiRequest, fault: Fault | undefined) {
    await fault?.before?.();
    const failure = typeof fault?.answer === 'number' ? createError(fault.answer) : undefined;
    const skipped = fault?.answer !== undefined && fault.answer !== 'usual' && !fault.execute;
    if (skipped) return { ...toAnswer(failure ?? createError(500)), store: fault.store === true };
    const execute = operation.prepare(params);
    this.#parts.calls.executed(operation.name);
    const cause = { id: requestId, idempotency_key: idempotencyKey ?? null };
    const done = this.#parts.account.carryOut(cause, () => this.#run(() => execute(call), call.account, params));
    return { ...(failure ? toAnswer(failure) : done), store: failure ? fault?.store === true : true };
  }

  #run(execute: () => object, { state }: SimulatedAccount, { expand: paths }: Record<string, unknown>): ApiAnswer {
    try {
      const result = execute();
      return { status: 200, body: Array.isArray(paths) ? expandObject(state, result, paths) : result };
    } catch (error) {
      if (error instanceof ApiError) return toAnswer(error);
      throw error;
    }
  }
}

const toAnswer = ({ status, body }: ApiError): ApiAnswer => ({ status, body });
