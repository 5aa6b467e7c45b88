import { ApiError, type ErrorFields } from '../api-error.ts';

/** A fault to inject into the next calls of an operation. */
export type Fault = {
  /** The operation, such as `paymentIntents.create`, or `*` for every operation. */
  operation: string;
  /** The number of calls that are affected; by default 1. */
  times?: number;
  /** Whether the call is executed in spite of the fault; false by default. */
  execute?: boolean;
  /**
   * `broken`: the connection is closed without a response. `never`: no response is sent. A number: an error with this status.
   * `usual`: the same response as without a fault.
   */
  answer?: 'broken' | 'never' | 401 | 429 | 500 | 502 | 503 | 'usual';
  /** Whether a repeat with the same idempotency key gets the same error. With Stripe, it does if the call had begun to execute. */
  store?: boolean;
  /** Awaited before the call is executed. */
  before?: () => Promise<void>;
  /** Awaited after the call is executed and before the response is sent. */
  after?: () => Promise<void>;
};

const ERRORS: Record<number, ErrorFields> = {
  401: {
    type: 'invalid_request_error',
    code: 'api_key_expired',
    message: 'Expired API Key provided: sk_test_****.',
  },
  429: {
    type: 'rate_limit_error',
    code: 'rate_limit',
    message: 'Too many requests hit the API too quickly. We recommend an exponential backoff of your requests.',
  },
};
const SORRY: ErrorFields = {
  type: 'api_error',
  message: 'Sorry! There was an error while talking to Stripe. Please try again later.',
};

export const createError = (status: number): ApiError => new ApiError(status, ERRORS[status] ?? SORRY);

export type ResponseHold = {
  /** Resolves when a call is being held. */
  reached: Promise<void>;
  /** Lets the call continue. */
  release(): void;
};

function createSignal(): [Promise<void>, () => void] {
  let settle = () => {};
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return [promise, () => settle()];
}

/** The faults to inject into calls. */
export class Faults {
  #faults: (Fault & { times: number })[] = [];

  add(fault: Fault): void {
    this.#faults.push({ times: 1, ...fault });
  }

  /** Holds the next call of an operation before its execution or before its response. */
  hold(operation: string, when: 'before' | 'after'): ResponseHold {
    const [reached, reach] = createSignal();
    const [released, release] = createSignal();
    const wait = () => {
      reach();
      return released;
    };
    this.add({ operation, [when]: wait });
    return { reached, release };
  }

  clear(): void {
    this.#faults = [];
  }

  /** Returns the oldest fault that applies to this call, and decreases its `times`. */
  consume(operation: string): Fault | undefined {
    const fault = this.#faults.find((candidate) => candidate.operation === operation || candidate.operation === '*');
    if (!fault) return undefined;
    fault.times -= 1;
    this.#faults = this.#faults.filter(({ times }) => times > 0);
    return fault;
  }
}
