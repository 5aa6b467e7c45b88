import type { Account } from '../account.ts';
import { ApiError } from '../api-error.ts';
import type { Calls } from './calls.ts';
import { expand } from './expand.ts';
import { errorWith, type Fault, type Faults } from './faults.ts';
import { type Answer, IdempotentRequests } from './idempotency.ts';
import type { Call, Operation } from './operation.ts';

export type ApiParts = { account: Account; faults: Faults; calls: Calls };

type ApiRequest = {
  operation: Operation;
  call: Call;
  path: string;
  params: Record<string, unknown>;
  requestId: string;
  idempotencyKey?: string;
};

/** Answers calls, each at most once per idempotency key, and lets happen to them what is to go wrong. */
export class Api {
  readonly #idempotent: IdempotentRequests;

  constructor(private readonly parts: ApiParts) {
    this.#idempotent = new IdempotentRequests(parts.account);
  }

  /**
   * @returns the answer, or what happens to the connection instead
   * @throws ApiError
   */
  async answer(request: ApiRequest): Promise<Answer | 'broken' | 'never'> {
    const { operation, idempotencyKey: key, path, params, requestId } = request;
    this.parts.calls.received(operation.name);
    const fault = this.parts.faults.take(operation.name);
    const work = () => this.#carryOut(request, fault);
    const answer = key ? await this.#idempotent.once({ key, path, params, requestId }, work) : await work();
    await fault?.after?.();
    return fault?.answer === 'broken' || fault?.answer === 'never' ? fault.answer : answer;
  }

  async #carryOut({ operation, call, params, requestId, idempotencyKey }: ApiRequest, fault: Fault | undefined) {
    await fault?.before?.();
    const failure = typeof fault?.answer === 'number' ? errorWith(fault.answer) : undefined;
    const skipped = fault?.answer !== undefined && fault.answer !== 'usual' && !fault.execute;
    if (skipped) return { ...asAnswer(failure ?? errorWith(500)), store: fault.store === true };
    const execute = operation.prepare(params);
    this.parts.calls.executed(operation.name);
    const cause = { id: requestId, idempotency_key: idempotencyKey ?? null };
    const done = this.parts.account.carryOut(cause, () => this.#run(() => execute(call), call.account, params));
    return { ...(failure ? asAnswer(failure) : done), store: failure ? fault?.store === true : true };
  }

  #run(execute: () => object, { state }: Account, { expand: paths }: Record<string, unknown>): Answer {
    try {
      const result = execute();
      return { status: 200, body: Array.isArray(paths) ? expand(state, result, paths) : result };
    } catch (error) {
      if (error instanceof ApiError) return asAnswer(error);
      throw error;
    }
  }
}

const asAnswer = ({ status, body }: ApiError): Answer => ({ status, body });
