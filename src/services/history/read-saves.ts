import type { PayloadRequest } from 'payload';
import { toDate } from '../../dates.ts';
import type { Who } from './read-history.ts';
import { whoSaved } from './who-saved.ts';

/** The collections of which there are versions. */
export type Versioned = 'blogs' | 'products';

/** A version of a document: when it was saved last, by whom (null where that was not noted yet), and as what. */
export type Save = { id: string; at: Date; who: Who | null; status: 'draft' | 'published' };

/** How many versions are shown; Payload's own list has all that are kept. */
const SHOWN = 10;

type Asked = { collection: Versioned; id: string; names: ReadonlyMap<string, string> };

/** The newest versions of a document with the names of staff, the newest first. @throws Forbidden to whoever may not read versions. */
export async function readSaves(req: PayloadRequest, { collection, id, names }: Asked): Promise<Save[]> {
  const { docs } = await req.payload.findVersions({
    ...{ collection, where: { parent: { equals: id } }, sort: '-updatedAt', limit: SHOWN, pagination: false, depth: 0 },
    ...{ overrideAccess: false, user: req.user, req },
    select: { updatedAt: true, version: { savedBy: true, _status: true } },
  });
  return docs.map(({ id: versionId, updatedAt, version }) => ({
    id: versionId,
    at: toDate(updatedAt),
    who: whoSaved(version.savedBy, names),
    status: version._status === 'published' ? 'published' : 'draft',
  }));
}
