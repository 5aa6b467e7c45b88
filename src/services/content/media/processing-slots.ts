import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { Problem } from '../../../problem.ts';

/** One image of 24 megapixels takes about half a second of two threads. */
const RUNNING = Math.min(2, availableParallelism());
/** An upload in the admin UI waits inside its transaction, which Postgres ends after 10 s of silence. */
const WAITING = 12;

const slots = pLimit(RUNNING);

/**
 * Runs `work`, which decodes one image, when one of the few slots of this process is free: its memory and its threads are
 * bounded, however many upload at once.
 * @throws Problem unavailable when too many wait already
 */
export async function inProcessingSlot<T>(work: () => Promise<T>): Promise<T> {
  if (slots.pendingCount >= WAITING) {
    throw new Problem('unavailable', 'Too many images are being processed at this moment.', {
      headers: { 'Retry-After': '5' },
    });
  }
  return slots(work);
}
