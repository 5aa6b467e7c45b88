import { createHash } from 'node:crypto';
import type { SimulatedAccount } from '../account.ts';
import { ApiError } from '../api-error.ts';
import type { IdempotentAnswer } from '../state/state.ts';

const KEPT_SECONDS = 24 * 60 * 60;
const MAX_KEY_LENGTH = 255;

export type ApiAnswer = { status: number; body: object; headers?: Record<string, string> };
type Request = { key: string; path: string; params: object; requestId: string };

/**
 * The idempotency keys of running requests, and the stored responses of earlier requests
 * (https://docs.stripe.com/api/idempotent_requests).
 */
export class IdempotentRequests {
  readonly #running = new Set<string>();
  readonly #account: SimulatedAccount;

  constructor(account: SimulatedAccount) {
    this.#account = account;
  }

  /**
   * Executes a request, or returns the first response if its key was used before.
   * @param work executes the request and returns the response; `store` says whether to store the response under the
   * key. `work` throws if the parameters are invalid; the key is then not used up
   * @throws ApiError if the key is in use, or was used for another request
   */
  async once(request: Request, work: () => Promise<ApiAnswer & { store: boolean }>): Promise<ApiAnswer> {
    const { key, path } = request;
    if (key.length > MAX_KEY_LENGTH) throw misuse(`Idempotency keys can be up to ${MAX_KEY_LENGTH} characters long.`);
    if (this.#running.has(key)) throw createInUseError(key);
    const params = digest(request.params);
    const first = this.#kept(key);
    if (first) return replay(first, path, params);
    this.#running.add(key);
    try {
      const { store, ...answer } = await work();
      const { status, body } = answer;
      const kept = { id: key, path, params, requestId: request.requestId, status, body, created: this.#account.now() };
      if (store) this.#account.state.answers.put(kept);
      return answer;
    } finally {
      this.#running.delete(key);
    }
  }

  #kept(key: string): IdempotentAnswer | undefined {
    const answer = this.#account.state.answers.get(key);
    return answer && answer.created + KEPT_SECONDS > this.#account.now() ? answer : undefined;
  }
}

function replay(first: IdempotentAnswer, path: string, params: string): ApiAnswer {
  const { id, status, body, requestId } = first;
  const otherwise = `Try using a key other than '${id}' if you meant to execute a different request.`;
  if (first.path !== path) {
    const paths = `('${path}' vs '${first.path}')`;
    throw misuse(
      `Keys for idempotent requests can only be used for the same endpoint they were first used for ${paths}. ${otherwise}`,
    );
  }
  if (first.params !== params) {
    throw misuse(
      `Keys for idempotent requests can only be used with the same parameters they were first used with. ${otherwise}`,
    );
  }
  return { status, body, headers: { 'idempotent-replayed': 'true', 'original-request': requestId } };
}

const misuse = (message: string) => new ApiError(400, { type: 'idempotency_error', message });

const createInUseError = (key: string) =>
  new ApiError(409, {
    type: 'invalid_request_error',
    code: 'idempotency_key_in_use',
    message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
  });

/** A hash of the parameters that is independent of their order. */
function digest(params: object): string {
  return createHash('sha256').update(JSON.stringify(params, sortKeys)).digest('base64');
}

function sortKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
