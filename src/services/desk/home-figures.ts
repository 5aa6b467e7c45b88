import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { type OutboxBacklog, outboxFigures } from '../../events/outbox-backlog.ts';
import { type AppointmentFigures, appointmentFigures } from '../appointments/figures.ts';
import { type BrochureFigures, brochureFigures } from '../brochures/figures.ts';
import { type CatalogueGaps, catalogueGaps, type StockFigures, stockFigures } from '../catalogue/figures.ts';
import { type PostFigures, postFigures } from '../content/blog/figures.ts';
import { type MediaFigures, mediaFigures } from '../content/media/figures.ts';
import { type SalesFigures, salesFigures } from '../sales/figures.ts';

/** What the first page of the admin UI counts. */
export type HomeFigures = {
  appointments: AppointmentFigures;
  brochures: BrochureFigures;
  sales: SalesFigures;
  posts: PostFigures;
  stock: StockFigures;
  gaps: CatalogueGaps;
  media: MediaFigures;
  outbox: OutboxBacklog;
};

const PARTS = {
  appointments: appointmentFigures,
  brochures: brochureFigures,
  sales: salesFigures,
  posts: postFigures,
  stock: stockFigures,
  gaps: catalogueGaps,
  media: mediaFigures,
  outbox: outboxFigures,
};

/** The figures of `parts` in one statement: each domain says how its own are counted. */
export async function homeFigures(payload: Payload, parts: (keyof HomeFigures)[]): Promise<Partial<HomeFigures>> {
  if (parts.length === 0) return {};
  const columns = parts.map((part) => sql`(${PARTS[part]}) AS ${sql.identifier(part)}`);
  const { rows } = await database(payload).execute<Partial<HomeFigures>>(sql`SELECT ${sql.join(columns, sql`, `)}`);
  return rows[0] ?? {};
}
