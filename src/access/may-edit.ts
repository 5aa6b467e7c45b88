import { docAccessOperation, docAccessOperationGlobal, type PayloadRequest } from 'payload';

export type Target = { collection: string; id: string } | { global: string };

/**
 * Whether the sender of `req` may change a document or a global, as it is now or with `data`. Nobody may change a document that
 * is not there.
 */
export async function mayEdit(req: PayloadRequest, target: Target, data?: Record<string, unknown>): Promise<boolean> {
  const { collections, config } = req.payload;
  const more = data ? { data } : {};
  if ('global' in target) {
    const globalConfig = config.globals.find(({ slug }) => slug === target.global);
    return Boolean(globalConfig && (await docAccessOperationGlobal({ globalConfig, req, ...more })).update);
  }
  const collection = collections[target.collection as keyof typeof collections];
  try {
    return Boolean(collection && (await docAccessOperation({ id: target.id, collection, req, ...more })).update);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

const isMissing = (error: unknown) => error instanceof Error && 'status' in error && error.status === 404;
