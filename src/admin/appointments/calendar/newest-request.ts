/** Detects responses that arrive after a newer request was sent, so that callers can ignore such responses. */
export class NewestRequest {
  #number = 0;

  /** Registers a new request. @returns a function that returns whether this request is still the newest */
  start(): () => boolean {
    this.#number += 1;
    const number = this.#number;
    return () => number === this.#number;
  }
}
