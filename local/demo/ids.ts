import { v7 } from 'uuid';
import type { Random } from './random.ts';

/** The UUIDv7 that something made at `at` would have got. */
export const idMadeAt = (at: Date, random: Random): string =>
  v7({ msecs: at.getTime(), random: Uint8Array.from({ length: 16 }, () => random.int(0, 255)) });
