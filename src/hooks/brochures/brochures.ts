import { Readable } from 'node:stream';
import { sql } from '@payloadcms/db-postgres/drizzle';
import type {
  CollectionAfterChangeHook,
  CollectionAfterDeleteHook,
  CollectionBeforeChangeHook,
  CollectionBeforeDeleteHook,
  UploadConfig,
} from 'payload';
import { hasRole } from '../../access/roles.ts';
import { transactionOf } from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';
import { Problem } from '../../lib/problem.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import type { Brochure, BrochureRequest } from '../../payload-types.ts';
import { assertPdf, assignPdfKey } from '../../services/brochures/brochure-file.ts';
import { reserveKeys, scheduleDeletion, toDisplayName } from '../../services/content/index.ts';
import { getPending, storePending } from '../files.ts';
import { findUses } from '../references.ts';

/** Validates an uploaded PDF and assigns its storage key. Runs after the access check. */
export const assignBrochureKey: CollectionBeforeChangeHook<Brochure> = async ({ data, req }) => {
  const pending = getPending(req);
  const { file } = pending;
  if (!file) return data;
  await assertPdf(file.bytes);
  const { filename, ...object } = assignPdfKey(file.bytes, file.name);
  await reserveKeys(req, [object.key]);
  pending.objects = [object];
  const fileData = { filename, key: object.key, mimeType: object.contentType, filesize: file.bytes.length };
  return { ...data, ...fileData, originalName: toDisplayName(file.name) };
};

/** Stores an uploaded PDF and schedules the deletion of the previous one. */
export const storeBrochure: CollectionAfterChangeHook<Brochure> = async ({ doc, previousDoc, operation, req }) => {
  if (!(await storePending(req, 'private, no-store'))) return doc;
  if (operation === 'update' && previousDoc.key) await scheduleDeletion(req, [previousDoc.key]);
  return doc;
};

/** Schedules the PDF of a deleted brochure for deletion after the commit. */
export const scheduleBrochureDeletion: CollectionAfterDeleteHook<Brochure> = async ({ doc, req }) => {
  if (doc.key) await scheduleDeletion(req, [doc.key]);
  return doc;
};

/**
 * Emits `brochure.requested` for a request that staff create. The website's endpoint inserts its row without hooks and emits the
 * event itself.
 */
export const emitBrochureRequested: CollectionAfterChangeHook<BrochureRequest> = async ({ doc, operation, req }) => {
  if (operation !== 'create') return doc;
  const { id: brochureRequestId, email, firstName } = doc;
  await emit(req, 'brochure.requested', { brochureRequestId, email, firstName });
  return doc;
};

/** Refuses to delete the default brochure, which customers receive, and any brochure to which brochure requests refer. */
export const refuseDeletingNeeded: CollectionBeforeDeleteHook = async ({ id, req }) => {
  const tx = await transactionOf(req);
  // Acquire this advisory lock before the row lock, as the trigger on brochures does; otherwise two transactions could deadlock.
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('brochures.is_default'))`);
  // The row lock prevents new references until the transaction ends.
  const { rows } = await tx.execute<{ isDefault: boolean | null }>(
    sql`SELECT is_default AS "isDefault" FROM brochures WHERE id = ${String(id)} FOR UPDATE`,
  );
  if (rows[0]?.isDefault) {
    throw new Problem(
      'invalid_state',
      'Customers receive this brochure. Make another one the default first, then archive this one instead of deleting it.',
    );
  }
  const uses = await findUses(req, { collection: 'brochures', id: String(id) }, 1);
  if (uses.length === 0) return;
  throw new Problem(
    'invalid_state',
    'Requests refer to this brochure. Archive it instead of deleting it; then it is no longer offered.',
  );
};

type Handler = NonNullable<UploadConfig['handlers']>[number];

const createEmptyResponse = (status: 403 | 404) =>
  new Response(null, { status, headers: { 'Cache-Control': 'no-store' } });

/** Handles Payload's file route: serves the PDF only to staff who may see brochures. Everybody else gets it by e-mail. */
export const serveToStaff: Handler = async (req, { params: { filename } }) => {
  if (!hasRole(req.user, 'content-manager', 'sales')) return createEmptyResponse(403);
  const { docs } = await req.payload.find({
    collection: 'brochures',
    where: { filename: { equals: filename } },
    ...{ limit: 1, depth: 0, pagination: false, req },
  });
  const key = docs[0]?.key;
  const pdf = key ? await runtimeOf(req.payload).storage.get(key) : undefined;
  if (!pdf) return createEmptyResponse(404);
  return new Response(Readable.toWeb(pdf.body) as ReadableStream, {
    headers: {
      'Content-Type': pdf.contentType,
      'Content-Length': String(pdf.size),
      'Content-Disposition': 'inline; filename="brochure.pdf"',
      'Cache-Control': 'private, no-store',
    },
  });
};
