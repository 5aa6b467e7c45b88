import type {
  CollectionAfterChangeHook,
  CollectionAfterDeleteHook,
  CollectionBeforeChangeHook,
  FieldHook,
  UploadConfig,
} from 'payload';
import { emit } from '../../events/emit.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import type { Media } from '../../payload-types.ts';
import {
  announceChangedProducts,
  announceProductsMentioning,
  productsWithFirstImageSql,
} from '../../services/catalogue/index.ts';
import { announcePostsWithMedia } from '../../services/content/blog/dashboard.ts';
import { toFileProblem } from '../../services/content/media/accepted-files.ts';
import { assignKeys, listKeys, toDisplayName, toPublicUrl } from '../../services/content/media/assign-keys.ts';
import {
  reserveKeys,
  scheduleDeferredDeletion,
  scheduleDeletion,
} from '../../services/content/media/orphaned-files.ts';
import { VARIANT_WIDTHS, type VariantName } from '../../services/content/media/process-image.ts';
import { prepareUpload } from '../../services/content/media/store-upload.ts';
import { getPending, storePending } from '../files.ts';

const toComparable = ({ key, alt, sizes, width, height }: Partial<Media>) =>
  JSON.stringify({ key, alt, sizes, width, height });

/** Emits the change events of the products and posts that show a photo, when the photo's file or alternative text changes. */
export const announceUses: CollectionAfterChangeHook<Media> = async ({ doc, previousDoc, operation, req }) => {
  if (operation !== 'update' || toComparable(doc) === toComparable(previousDoc)) return doc;
  await announceChangedProducts(req);
  await announceProductsMentioning(req, productsWithFirstImageSql(doc.id));
  await announcePostsWithMedia(req, doc.id);
  return doc;
};

const CENTRE = { focalX: 50, focalY: 50 };

/** Validates an uploaded file, makes its variants and assigns their storage keys. Runs after the access check. */
export const assignMediaKeys: CollectionBeforeChangeHook<Media> = async ({ data, originalDoc, req }) => {
  const pending = getPending(req);
  const { file, focalPoint } = pending;
  if (!file) return { ...data, ...focalPoint };
  const prepared = await prepareUpload(file.bytes);
  refuseOtherKind(originalDoc?.mimeType, prepared.type);
  const { objects, data: fileData } = assignKeys(prepared, file.name);
  await reserveKeys(
    req,
    objects.map(({ key }) => key),
  );
  pending.objects = objects;
  return { ...data, ...CENTRE, ...focalPoint, ...fileData, originalName: toDisplayName(file.name) };
};

/** Refuses to replace a photo with a film or a film with a photo: the pages that show the old file cannot show the other kind. */
function refuseOtherKind(before: string | null | undefined, now: string): void {
  const isFilm = (type: string) => type.startsWith('video/');
  if (!before || isFilm(before) === isFilm(now)) return;
  const [was, is] = isFilm(now) ? ['photo', 'film'] : ['film', 'photo'];
  throw toFileProblem(
    `A ${is} cannot replace a ${was}. Upload it as a new file, and choose that file wherever this one is shown.`,
  );
}

/** Caches may keep a file for a year, because the content under a key never changes. */
const IMMUTABLE = 'public, max-age=31536000, immutable';

/**
 * Stores an uploaded file and emits `media.uploaded` (docs/spec/events.md). Schedules the previous file for deletion after 30
 * days, because cached pages may still show it.
 */
export const storeFile: CollectionAfterChangeHook<Media> = async ({ doc, previousDoc, operation, req }) => {
  if (!(await storePending(req, IMMUTABLE))) return doc;
  if (operation === 'update') await scheduleDeferredDeletion(req, listKeys(previousDoc));
  await emit(req, 'media.uploaded', {
    mediaId: doc.id,
    key: String(doc.key),
    mimeType: String(doc.mimeType),
    sizeBytes: Number(doc.filesize),
  });
  return doc;
};

/** Schedules the files of a deleted media document for deletion after the commit. */
export const scheduleMediaDeletion: CollectionAfterDeleteHook<Media> = async ({ doc, req }) => {
  await scheduleDeletion(req, listKeys(doc));
  return doc;
};

/** Sets a field to the public URL of the original, or of the variant `name`, instead of Payload's file route. */
export const setPublicAddress =
  (name?: VariantName): FieldHook<Media> =>
  ({ data, originalDoc, req }) =>
    toPublicUrl(runtimeOf(req.payload).cdnUrl, { ...originalDoc, ...data }, name) ?? null;

type Handler = NonNullable<UploadConfig['handlers']>[number];

/** Handles Payload's file route: redirects to the file's public URL. */
export const redirectToPublicAddress: Handler = async (req, { params: { filename } }) => {
  const [...names] = Object.keys(VARIANT_WIDTHS) as VariantName[];
  const { docs } = await req.payload.find({
    collection: 'media',
    where: {
      or: [
        { filename: { equals: filename } },
        ...names.map((name) => ({ [`sizes.${name}.filename`]: { equals: filename } })),
      ],
    },
    ...{ limit: 1, depth: 0, pagination: false, req },
  });
  const [mediaItem] = docs as Media[];
  const name = names.find((variant) => mediaItem?.sizes?.[variant]?.filename === filename);
  const location = mediaItem && toPublicUrl(runtimeOf(req.payload).cdnUrl, mediaItem, name);
  return location ? Response.redirect(location, 302) : new Response(null, { status: 404 });
};
