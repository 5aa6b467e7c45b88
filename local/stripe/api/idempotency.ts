import { createHash } from 'node:crypto';
import type { Account } from '../account.ts';
import { ApiError } from '../api-error.ts';
import type { IdempotentAnswer } from '../state/state.ts';

const KEPT_SECONDS = 24 * 60 * 60;
const LONGEST_KEY = 255;

export type Answer = { status: number; body: object; headers?: Record<string, string> };
type Request = { key: string; path: string; params: object; requestId: string };

/** Keys under which requests are being carried out, and answers to those that were (https://docs.stripe.com/api/idempotent_requests). */
export class IdempotentRequests {
  readonly #running = new Set<string>();

  constructor(private readonly account: Account) {}

  /**
   * Carries a request out unless its key was used before: then the first answer is given again.
   * @param work says with `store` whether its answer counts: not before the parameters have proved good
   * @throws ApiError when the key is in use, or was used for something else
   */
  async once(request: Request, work: () => Promise<Answer & { store: boolean }>): Promise<Answer> {
    const { key, path } = request;
    if (key.length > LONGEST_KEY) throw misuse(`Idempotency keys can be up to ${LONGEST_KEY} characters long.`);
    if (this.#running.has(key)) throw inUse(key);
    const params = digest(request.params);
    const first = this.#kept(key);
    if (first) return replay(first, path, params);
    this.#running.add(key);
    try {
      const { store, ...answer } = await work();
      const { status, body } = answer;
      const kept = { id: key, path, params, requestId: request.requestId, status, body, created: this.account.now() };
      if (store) this.account.state.answers.put(kept);
      return answer;
    } finally {
      this.#running.delete(key);
    }
  }

  #kept(key: string): IdempotentAnswer | undefined {
    const answer = this.account.state.answers.get(key);
    return answer && answer.created + KEPT_SECONDS > this.account.now() ? answer : undefined;
  }
}

function replay(first: IdempotentAnswer, path: string, params: string): Answer {
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

const inUse = (key: string) =>
  new ApiError(409, {
    type: 'invalid_request_error',
    code: 'idempotency_key_in_use',
    message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
  });

/** The order in which parameters were sent does not matter. */
function digest(params: object): string {
  return createHash('sha256').update(JSON.stringify(params, sortKeys)).digest('base64');
}

function sortKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
