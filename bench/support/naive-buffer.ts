import type { Redis } from 'ioredis';

const LIST = 'naive:buffer';
/** The milliseconds that Postgres needs to insert 1,000 rows. */
const INSERT_MS = 50;

/**
 * Tests a Redis list instead of a stream as the buffer (docs/decisions/0040-events-buffered-in-a-stream.md). One client adds
 * events with `LPUSH`, while another repeatedly reads with `LRANGE 0 999`, pauses for the time of an insert, and trims with
 * `LTRIM 1000 -1`. Events that are pushed between the read and the trim shift the list: the trim removes these events
 * unread, and leaves as many events in the list that were already read.
 * @returns how many of 100 events were never read, and how many of 100 were read twice.
 */
export async function naiveFlow(redis: Redis, count: number): Promise<{ lost: number; duplicated: number }> {
  const reader = redis.duplicate();
  const reads = new Map<string, number>();
  let pushed = 0;
  const push = async () => {
    while (pushed < count) {
      const pipeline = redis.pipeline();
      for (let i = 0; i < 100; i += 1, pushed += 1) pipeline.lpush(LIST, String(pushed));
      await pipeline.exec();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };
  const flush = async () => {
    const events = await reader.lrange(LIST, 0, 999);
    for (const event of events) reads.set(event, (reads.get(event) ?? 0) + 1);
    await new Promise((resolve) => setTimeout(resolve, INSERT_MS));
    await reader.ltrim(LIST, 1000, -1);
    return events.length;
  };
  const pushing = push();
  while (pushed < count) await flush();
  await pushing;
  while ((await flush()) > 0);
  reader.disconnect();
  const twice = [...reads.values()].filter((times) => times > 1).length;
  return { lost: ((count - reads.size) / count) * 100, duplicated: (twice / count) * 100 };
}
