import { Readable } from 'node:stream';
import type { UploadConfig } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { domainOf } from '../../domain.ts';

type Handler = NonNullable<UploadConfig['handlers']>[number];

const nothing = (status: 403 | 404) => new Response(null, { status, headers: { 'Cache-Control': 'no-store' } });

/** Payload's own route to files gives the PDF to staff who may see brochures; everybody else gets it by e-mail. */
export const sendToStaff: Handler = async (req, { params: { filename } }) => {
  if (!hasRole(req.user, 'content-manager', 'sales')) return nothing(403);
  const { docs } = await req.payload.find({
    collection: 'brochures',
    where: { filename: { equals: filename } },
    ...{ limit: 1, depth: 0, pagination: false, req },
  });
  const key = docs[0]?.key;
  const found = key ? await domainOf(req.payload).storage.get(key) : undefined;
  if (!found) return nothing(404);
  return new Response(Readable.toWeb(found.body) as ReadableStream, {
    headers: {
      'Content-Type': found.contentType,
      'Content-Length': String(found.size),
      'Content-Disposition': 'inline; filename="brochure.pdf"',
      'Cache-Control': 'private, no-store',
    },
  });
};
