import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import pg from 'pg';
import { type Actor, correlationIdIfAny, currentActor } from '../correlation.ts';

/** Where the triggers of the change log (sql/shared.sql) look for who is at work; it ends with the transaction. */
const SETTING = 'lomash.context';

/** `staff|<id>|<correlation id>`; empty outside of requests and jobs. */
function contextOf(actor: Actor | undefined): string {
  const correlationId = correlationIdIfAny();
  if (!actor && !correlationId) return '';
  const id = actor?.kind === 'staff' ? actor.id : '';
  return [actor?.kind ?? 'system', id, correlationId ?? ''].join('|');
}

/** What begins a transaction: it is told in the same round trip on whose behalf it is. */
export function beginStatement(): string {
  const context = contextOf(currentActor());
  return context === '' ? 'BEGIN' : `BEGIN; SET LOCAL ${SETTING} = ${pg.escapeLiteral(context)}`;
}

/** Tells a transaction that has begun who is at work, where that was not known before. */
export const contextStatement = (actor: Actor): SQL => sql`SELECT set_config(${SETTING}, ${contextOf(actor)}, true)`;
