import { ApiError, type ErrorFields } from '../api-error.ts';

/** Something that goes wrong with the next calls of an operation. */
export type Fault = {
  /** `paymentIntents.create`, or `*` for any. */
  operation: string;
  /** How many calls it befalls: 1 unless said. */
  times?: number;
  /** Whether the call is carried out all the same: not unless said. */
  execute?: boolean;
  /** The connection breaks, no answer ever comes, an error with this status, or what it would have been. */
  answer?: 'broken' | 'never' | 429 | 500 | 502 | 503 | 'usual';
  /** Whether an error is kept under the idempotency key and replayed, as Stripe does once execution has begun. */
  store?: boolean;
  /** Settles when the call may be carried out. */
  before?: () => Promise<void>;
  /** Settles when the answer may be sent; the call has been carried out. */
  after?: () => Promise<void>;
};

const ERRORS: Record<number, ErrorFields> = {
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

export const errorWith = (status: number): ApiError => new ApiError(status, ERRORS[status] ?? SORRY);

export type Hold = {
  /** Settles when a call has come this far. */
  reached: Promise<void>;
  /** Lets it go on. */
  release(): void;
};

function signal(): [Promise<void>, () => void] {
  let settle = () => {};
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return [promise, () => settle()];
}

/** What goes wrong with calls. */
export class Faults {
  #faults: (Fault & { times: number })[] = [];

  add(fault: Fault): void {
    this.#faults.push({ times: 1, ...fault });
  }

  /** Stops the next call of an operation before it is carried out, or before it is answered. */
  hold(operation: string, when: 'before' | 'after'): Hold {
    const [reached, reach] = signal();
    const [released, release] = signal();
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

  /** The oldest fault that is meant for this call; it counts as used. */
  take(operation: string): Fault | undefined {
    const fault = this.#faults.find((one) => one.operation === operation || one.operation === '*');
    if (!fault) return undefined;
    fault.times -= 1;
    this.#faults = this.#faults.filter(({ times }) => times > 0);
    return fault;
  }
}
