import type { CollectionBeforeChangeHook } from 'payload';
import type { Media } from '../../payload-types.ts';
import { claimFiles } from '../../services/content/media/abandoned-files.ts';
import { displayName } from '../../services/content/media/display-name.ts';
import { fileProblem } from '../../services/content/media/file-types.ts';
import { layOut } from '../../services/content/media/layout.ts';
import { prepareUpload } from '../../services/content/media/prepare-upload.ts';
import { pendingOf } from '../files/pending-file.ts';

const CENTRE = { focalX: 50, focalY: 50 };

/** Looks at the file that came, makes its variants, and gives all of them their place; access has been checked. */
export const layOutFile: CollectionBeforeChangeHook<Media> = async ({ data, originalDoc, req }) => {
  const pending = pendingOf(req);
  const { file, focalPoint } = pending;
  if (!file) return { ...data, ...focalPoint };
  const prepared = await prepareUpload(file.bytes);
  refuseAnotherKind(originalDoc?.mimeType, prepared.type);
  const { objects, data: fileData } = layOut(prepared);
  await claimFiles(
    req,
    objects.map(({ key }) => key),
  );
  pending.objects = objects;
  return { ...data, ...CENTRE, ...focalPoint, ...fileData, originalName: displayName(file.name) };
};

/** What shows a film can't show a photo in its place, and the other way round. */
function refuseAnotherKind(before: string | null | undefined, now: string): void {
  const isFilm = (type: string) => type.startsWith('video/');
  if (!before || isFilm(before) === isFilm(now)) return;
  const [was, is] = isFilm(now) ? ['photo', 'film'] : ['film', 'photo'];
  throw fileProblem(
    `A ${is} cannot replace a ${was}. Upload it as a new one, and choose that where this one is shown.`,
  );
}
