/** A value, or a promise of it. A function with this result returns a promise only if it has to wait. */
export type MaybePromise<T> = T | PromiseLike<T>;

export const isPromiseLike = <T>(value: MaybePromise<T>): value is PromiseLike<T> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

/** Calls `next` with the value: at once if it is here, else when the promise is fulfilled. */
export const whenReady = <T, U>(value: MaybePromise<T>, next: (value: T) => U): MaybePromise<U> =>
  isPromiseLike(value) ? value.then(next) : next(value);
