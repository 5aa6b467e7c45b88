import type { EventEmitter } from 'node:events';
import type { DatabaseError } from 'pg';

/** What Postgres answers to every statement after the one that failed (class 25). */
const IN_FAILED_TRANSACTION = '25P02';

const failures = new WeakMap<object, unknown>();

/**
 * From now on errors of `client` tell why: one that only says that the transaction has failed gets the error that made it fail as
 * its cause. Payload's bulk operations keep the errors of single documents to themselves, and stumble over the next statement.
 */
export function noteFailures(client: object): void {
  const { connection } = client as { connection: EventEmitter };
  connection.on('errorMessage', (error: DatabaseError) => {
    if (error.code === IN_FAILED_TRANSACTION) error.cause = failures.get(client);
    else failures.set(client, error);
  });
}

/** Why the transaction of `client`, which has failed, did so. */
export const failureOf = (client: object): unknown => failures.get(client);
