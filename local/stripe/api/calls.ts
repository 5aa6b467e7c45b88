type Count = { received: number; executed: number };

/**
 * Counts the received and the executed calls of each operation. Repeats with the same idempotency key and calls with invalid
 * parameters are received, but not executed.
 */
export class Calls {
  readonly #counts = new Map<string, Count>();

  received(operation: string): void {
    this.of(operation).received += 1;
  }

  executed(operation: string): void {
    this.of(operation).executed += 1;
  }

  of(operation: string): Count {
    const count = this.#counts.get(operation) ?? { received: 0, executed: 0 };
    this.#counts.set(operation, count);
    return count;
  }

  all(): Record<string, Count> {
    return Object.fromEntries(this.#counts);
  }

  clear(): void {
    this.#counts.clear();
  }
}
