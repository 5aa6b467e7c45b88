type Options = { previousValue?: unknown };
type Validation<V, O> = (value: V, options: O) => true | string | Promise<true | string>;

/** A rule for new values: the one that is stored may stay, since what stands for an erased person fits no rule. */
export const unlessUnchanged =
  <V, O extends Options>(rule: Validation<V, O>): Validation<V, O> =>
  (value, options) =>
    (options.previousValue != null && value === options.previousValue) || rule(value, options);
