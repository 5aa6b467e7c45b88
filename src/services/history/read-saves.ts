import type { PayloadRequest } from 'payload';
import { toDate } from '../../lib/dates.ts';
import type { ChangeActor } from './read-history.ts';

/** The value of `savedBy` in versions that a job or a script has saved. */
export const SAVED_BY_SYSTEM = 'system';

/** Converts the `savedBy` of a version to the actor who saved it; null for versions from before authors were recorded. */
export function toSavedBy(savedBy: unknown, names: ReadonlyMap<string, string>): ChangeActor | null {
  if (typeof savedBy !== 'string' || savedBy === '') return null;
  if (savedBy === SAVED_BY_SYSTEM) return { kind: 'system', name: null };
  return { kind: 'staff', name: names.get(savedBy) ?? null };
}

/** The collections that have versions. */
export type Versioned = 'blogs' | 'products';

/**
 * A version of a document: when it was last saved, by whom, and with which status. `who` is null for versions from before authors
 * were recorded.
 */
export type DocumentSave = { id: string; at: Date; who: ChangeActor | null; status: 'draft' | 'published' };

/** Maximum versions shown. Payload's own list has all stored versions. */
const MAX_SAVES = 10;

type SavesQuery = { collection: Versioned; id: string; names: ReadonlyMap<string, string> };

/**
 * Reads the latest versions of a document, newest first, with the names of the staff who saved the versions.
 * @throws Forbidden if the user may not read versions
 */
export async function readSaves(req: PayloadRequest, { collection, id, names }: SavesQuery): Promise<DocumentSave[]> {
  const { docs } = await req.payload.findVersions({
    ...{
      collection,
      where: { parent: { equals: id } },
      sort: '-updatedAt',
      limit: MAX_SAVES,
      pagination: false,
      depth: 0,
    },
    ...{ overrideAccess: false, user: req.user, req },
    select: { updatedAt: true, version: { savedBy: true, _status: true } },
  });
  return docs.map(({ id: versionId, updatedAt, version }) => ({
    id: versionId,
    at: toDate(updatedAt),
    who: toSavedBy(version.savedBy, names),
    status: version._status === 'published' ? 'published' : 'draft',
  }));
}
