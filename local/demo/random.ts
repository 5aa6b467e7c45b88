export type Random = {
  /** A number from 0 to below 1. */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  /** @throws when `list` is empty */
  pick<T>(list: readonly T[]): T;
  chance(probability: number): boolean;
};

/** Chance that turns out the same for the same `seed` (mulberry32), so that every machine shows the same demo. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    int: (min, max) => min + Math.floor(next() * (max - min + 1)),
    pick: (list) => {
      if (list.length === 0) throw new Error('There is nothing to pick from.');
      return list[Math.floor(next() * list.length)] as (typeof list)[number];
    },
    chance: (probability) => next() < probability,
  };
}
