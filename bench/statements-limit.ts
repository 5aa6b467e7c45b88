import { createHmac } from 'node:crypto';
import pg from 'pg';
import type { Statement } from './support/statements.ts';

/** The message to this process, which then runs the statements of `requests`. support/bare-statements.ts sends the message. */
export type Work = {
  type: 'work';
  databaseUrl: string;
  connections: number;
  requests: Statement[][];
  /**
   * A text, set if the site verifies the signature of each request. This process then signs the text with HMAC once per request,
   * which takes as long as a verification.
   */
  signed?: string;
};

/** Runs each request's statements one after the other, `connections` requests at a time. @returns milliseconds. */
async function work({ databaseUrl, connections, requests, signed }: Work): Promise<number> {
  const clients = Array.from({ length: connections }, () => new pg.Client(databaseUrl));
  await Promise.all(clients.map((client) => client.connect()));
  const queue = requests.values();
  const start = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      for (const statements of queue) {
        if (signed) createHmac('sha256', 'secret').update(signed).digest('hex');
        for (const statement of statements) await client.query(statement);
      }
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
