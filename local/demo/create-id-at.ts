import { v7 } from 'uuid';
import type { Random } from './random.ts';

/** Creates a UUIDv7 with `at` as its creation time. */
export const createIdAt = (at: Date, random: Random): string =>
  v7({ msecs: at.getTime(), random: Uint8Array.from({ length: 16 }, () => random.int(0, 255)) });
