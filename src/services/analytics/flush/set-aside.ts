import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../../database/transaction.ts';
import { uuidv7 } from '../../../ids.ts';
import { type BufferedEvent, readEvent } from './read-event.ts';

/** Keeps an event that cannot be stored, with the reason, for people to look at; doing so again changes nothing. */
export async function setAside(payload: Payload, { place, json }: BufferedEvent, reason: string): Promise<void> {
  await database(payload).execute(sql`
    INSERT INTO refused_events (id, entry, reason, event, created_at, updated_at)
    VALUES (${uuidv7()}, ${place}, ${reason}, ${JSON.stringify(withoutPerson(json))}::jsonb, now(), now())
    ON CONFLICT (entry) DO NOTHING`);
  payload.logger.error({ entry: place, reason }, 'An analytics event cannot be stored and was set aside.');
}

/** No erasure looks for people in what was set aside, so nobody is named there. Text, since what is wrong may be a NUL. */
function withoutPerson(json: string): unknown {
  try {
    const event = { ...readEvent(json), userId: null, sessionId: null, ipPrefix: null };
    return { text: storable(JSON.stringify(event)) };
  } catch {
    return { text: storable(json) };
  }
}

const storable = (text: string) => text.replaceAll('\0', '');
