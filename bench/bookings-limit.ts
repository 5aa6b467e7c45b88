import pg from 'pg';
import type { Statement } from './support/statements.ts';

/** Of the process that runs the bare statements of bookings, started by bookings.ts. */
export type Work = { type: 'work'; databaseUrl: string; connections: number; bookings: Statement[][] };

/** Runs each booking's statements one after the other, `connections` bookings at a time. @returns milliseconds. */
async function work({ databaseUrl, connections, bookings }: Work): Promise<number> {
  const clients = Array.from({ length: connections }, () => new pg.Client(databaseUrl));
  await Promise.all(clients.map((client) => client.connect()));
  const queue = bookings.values();
  const start = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      for (const statements of queue) for (const { text, values } of statements) await client.query(text, values);
    }),
  );
  const took = performance.now() - start;
  await Promise.all(clients.map((client) => client.end()));
  return took;
}

process.on('message', async (message: Work) => {
  process.send?.({ type: 'done', ms: await work(message) });
});
process.send?.({ type: 'ready' });
