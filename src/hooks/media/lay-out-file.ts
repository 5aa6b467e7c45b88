import type { CollectionBeforeChangeHook } from 'payload';
import type { Media } from '../../payload-types.ts';
import { claimFiles } from '../../services/content/media/abandoned-files.ts';
import { displayName } from '../../services/content/media/display-name.ts';
import { layOut } from '../../services/content/media/layout.ts';
import { prepareUpload } from '../../services/content/media/prepare-upload.ts';
import { pendingOf } from '../files/pending-file.ts';

const CENTRE = { focalX: 50, focalY: 50 };

/** Looks at the file that came, makes its variants, and gives all of them their place; access has been checked. */
export const layOutFile: CollectionBeforeChangeHook<Media> = async ({ data, req }) => {
  const pending = pendingOf(req);
  const { file, focalPoint } = pending;
  if (!file) return { ...data, ...focalPoint };
  const { objects, data: fileData } = layOut(await prepareUpload(file.bytes));
  await claimFiles(
    req,
    objects.map(({ key }) => key),
  );
  pending.objects = objects;
  return { ...data, ...CENTRE, ...focalPoint, ...fileData, originalName: displayName(file.name) };
};
