import { isConnectivityError } from '../../../database/connectivity.ts';
import { isDataError } from '../../../database/data-error.ts';
import { UnreadableEvent } from './read-event.ts';

/** SQLSTATE class 54: a value that is too large for something, such as an index. */
const PROGRAM_LIMIT = /^54/;

/**
 * Why an event of a batch cannot be stored however often it is tried; undefined when the failure says nothing about the
 * events: Postgres is away, its disk is full, a migration is not applied yet, this code is wrong.
 */
export function poisonReason(error: unknown): string | undefined {
  if (!(error instanceof Error) || isConnectivityError(error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  return error instanceof UnreadableEvent || isDataError(error) || PROGRAM_LIMIT.test(code) ? error.message : undefined;
}
