import type { CollectionBeforeOperationHook, PayloadRequest } from 'payload';
import { z } from 'zod';
import { hasRole } from '../../access/roles.ts';
import { Problem } from '../../problem.ts';
import { fileProblem } from '../../services/content/media/file-types.ts';
import { begin, type Pending } from './pending-file.ts';

const percent = z.coerce.number().min(0).max(100);
const point = z.object({ x: percent, y: percent });

/** Fields that say what a file is and where: the hooks keep them, and nobody sends them. */
const OF_THE_FILE = [
  ...['filename', 'mimeType', 'filesize', 'width', 'height', 'sizes', 'url', 'thumbnailURL', 'focalX', 'focalY'],
  ...['key', 'placeholder', 'originalName'],
];

/**
 * Takes the file of an operation out of Payload's hands: its own pipeline would decode the image once for each variant, make
 * variants of damaged ones and fetch files from addresses. From here on the file is this collection's own business.
 */
export const takeFile = <Slug extends 'media' | 'brochures'>({
  args,
  operation,
  overrideAccess,
  req,
}: Parameters<CollectionBeforeOperationHook<Slug>>[0]) => {
  if (operation !== 'create' && operation !== 'update') return args;
  // A form may be nothing but a file.
  const { data: sent = {}, id } = args as { data?: Record<string, unknown>; id?: unknown };
  const file = fileOf(req);
  if (operation === 'update' && file && id === undefined) throw fileProblem('One file for one document.');
  // Payload looks at access after this; who has none is told so there.
  if (operation === 'create' && (overrideAccess || hasRole(req.user, 'content-manager'))) assertSentItself(req, file);
  begin(req, { file, focalPoint: focalPointOf(req, sent) });
  const data = Object.fromEntries(Object.entries(sent).filter(([name]) => !OF_THE_FILE.includes(name)));
  return { ...args, data };
};

/** Payload would fetch the file from an address in the data, whoever's it is. */
function assertSentItself({ data }: PayloadRequest, file: Pending['file']): void {
  if (!file) throw fileProblem('Choose a file.');
  if (data?.url && data.filename) throw fileProblem('Send the file alone, without an address.');
}

function fileOf(req: PayloadRequest): Pending['file'] {
  const { file } = req;
  req.file = undefined;
  return file && { bytes: file.data, name: file.name };
}

/** From the form, or from the editor of the admin UI, which puts it into the query. @throws Problem for one outside. */
function focalPointOf(req: PayloadRequest, data: Record<string, unknown>): Pending['focalPoint'] {
  const edits = req.query?.uploadEdits as { focalPoint?: unknown } | undefined;
  delete req.query?.uploadEdits;
  const sent = edits?.focalPoint ?? { x: data.focalX, y: data.focalY };
  if (Object.values(sent).every((value) => value === undefined || value === null)) return undefined;
  const { data: valid } = point.safeParse(sent);
  if (!valid) throw new Problem('validation_failed', 'The focal point is given in per cent.', { field: 'focalX' });
  return { focalX: Math.round(valid.x), focalY: Math.round(valid.y) };
}
