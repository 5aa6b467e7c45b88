import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { isUuid } from '../../ids.ts';
import { Problem } from '../../problem.ts';
import { pageOf } from '../page.ts';
import { selectBookings } from './read-booking.ts';
import type { BookingStatus } from './types.ts';

type Query = { cursor?: string | undefined; limit: number; status?: BookingStatus | undefined };

/**
 * A page of bookings, newest first, of one customer or (null) of everybody. Keyset on the id, a UUIDv7, so that
 * bookings made while somebody pages neither repeat nor hide others.
 * @throws Problem invalid_cursor when the cursor is no booking that the caller may see.
 */
export async function listBookings(payload: Payload, customerId: string | null, { cursor, limit, status }: Query) {
  const mine = customerId === null ? sql`true` : sql`booking.customer_id = ${customerId}`;
  if (cursor !== undefined) await checkCursor(payload, cursor, customerId);
  const after = cursor === undefined ? sql`true` : sql`booking.id < ${cursor}`;
  const wanted = status === undefined ? sql`true` : sql`booking.status = ${status}`;
  const rows = await selectBookings(payload, sql`${mine} AND ${after} AND ${wanted}`, limit + 1);
  return pageOf(rows, limit, ({ bookingId }) => bookingId);
}

async function checkCursor(payload: Payload, cursor: string, customerId: string | null): Promise<void> {
  const mine = customerId === null ? sql`true` : sql`customer_id = ${customerId}`;
  const { rowCount } = isUuid(cursor)
    ? await database(payload).execute(sql`SELECT 1 FROM bookings WHERE id = ${cursor} AND ${mine}`)
    : { rowCount: 0 };
  if (!rowCount) throw new Problem('invalid_cursor');
}
