type Rule = (value: unknown) => true | string;
type Options = { previousValue?: unknown };

/** A rule for new values: the one that is stored may stay, since what stands for an erased person fits no rule. */
export const unlessUnchanged =
  (rule: Rule) =>
  (value: unknown, { previousValue }: Options): true | string =>
    (previousValue != null && value === previousValue) || rule(value);
