import type { CollectionBeforeChangeHook } from 'payload';
import type { Brochure } from '../../payload-types.ts';
import { assertPdf, placeOf } from '../../services/brochures/pdf-file.ts';
import { claimFiles } from '../../services/content/media/abandoned-files.ts';
import { displayName } from '../../services/content/media/display-name.ts';
import { pendingOf } from '../files/pending-file.ts';

/** Looks at the PDF that came and gives it its place; access has been checked. */
export const layOutBrochure: CollectionBeforeChangeHook<Brochure> = async ({ data, req }) => {
  const pending = pendingOf(req);
  const { file } = pending;
  if (!file) return data;
  await assertPdf(file.bytes);
  const { filename, ...object } = placeOf(file.bytes);
  await claimFiles(req, [object.key]);
  pending.objects = [object];
  const fileData = { filename, key: object.key, mimeType: object.contentType, filesize: file.bytes.length };
  return { ...data, ...fileData, originalName: displayName(file.name) };
};
