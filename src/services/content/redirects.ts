import type { CollectionSlug, PayloadRequest } from 'payload';

export type RedirectTarget = { relationTo: Extract<CollectionSlug, 'blogs' | 'products'>; value: string };

/** Takes the redirect from `path` away: something is there again. */
export async function dropRedirect(req: PayloadRequest, path: string): Promise<void> {
  await req.payload.delete({ collection: 'redirects', where: { from: { equals: path } }, req });
}

/**
 * Leads from `path` to a document, wherever that is: redirects name the document and not its address, so there are no chains
 * when it moves again.
 */
export async function redirectTo(req: PayloadRequest, path: string, reference: RedirectTarget): Promise<void> {
  await dropRedirect(req, path);
  const data = { from: path, to: { type: 'reference' as const, reference }, type: '301' as const };
  await req.payload.create({ collection: 'redirects', data, depth: 0, req });
}

/** Takes every redirect to a document away. */
export async function dropRedirectsTo(req: PayloadRequest, { relationTo, value }: RedirectTarget): Promise<void> {
  await req.payload.delete({
    collection: 'redirects',
    where: {
      and: [{ 'to.reference.relationTo': { equals: relationTo } }, { 'to.reference.value': { equals: value } }],
    },
    req,
  });
}
