import type { EventEmitter } from 'node:events';
import type pg from 'pg';

/** What Postgres answers to a write in a read-only session. */
const READ_ONLY = '25006';

/**
 * Lets a pool go of connections that take no writes. A session stays read-only though its server is not any more, and one to a primary that
 * was demoted stays with it; new connections find what there is now. The first refusal empties the pool.
 */
export function retireReadOnly(pool: pg.Pool): void {
  const refused = new WeakSet<object>();
  pool.on('connect', (client) => {
    const { connection } = client as unknown as { connection: EventEmitter };
    connection.on('errorMessage', ({ code }: { code?: string }) => {
      if (code !== READ_ONLY) return;
      refused.add(client);
      dropIdle(pool);
    });
  });
  // A connection that is ending is not kept, whatever it is released with.
  pool.on('release', (error, client) => {
    if (!error && refused.has(client)) client.end();
  });
}

/** Closes the connections that wait for work. */
export function dropIdle(pool: pg.Pool): void {
  for (let idle = pool.idleCount; idle > 0; idle -= 1) {
    pool.connect().then(
      (client) => client.release(true),
      () => {},
    );
  }
}
