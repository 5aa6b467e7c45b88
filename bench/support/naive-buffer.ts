import type { Redis } from 'ioredis';

const LIST = 'naive:buffer';
/** What Postgres takes for 1,000 rows. */
const INSERT_MS = 50;

/**
 * The source document's buffer (data-flow.md flow 8) on its own terms: `LPUSH`, and beside it `LRANGE 0 999`, a moment for the
 * insert, `LTRIM 1000 -1`. Events that are pushed meanwhile move what was read out of the way of the trim.
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
