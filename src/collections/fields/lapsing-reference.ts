import type { RelationshipFieldSingleValidation, UploadFieldValidation } from 'payload';
import { relationship, upload } from 'payload/shared';

type Named = string | { id: string };

/**
 * The rules of a relation in a text, whose target may vanish: the website leaves out what is gone, so the text can still be
 * saved. All other rules of Payload hold.
 */
export const lapsingRelationship: RelationshipFieldSingleValidation = (value, options) =>
  relationship(value, { ...options, filterOptions: undefined } as Parameters<typeof relationship>[1]);

/** Like {@link lapsingRelationship}, for pictures and films; those that are there have to be of the kind that the field shows. */
export const lapsingUpload: UploadFieldValidation = async (value, options) => {
  const valid = await upload(value, { ...options, filterOptions: undefined } as Parameters<typeof upload>[1]);
  if (valid !== true || !options.filterOptions || options.event === 'onChange') return valid;
  const ids = [value].flat().flatMap((one) => (one == null ? [] : idOf(one as Named)));
  const [collection] = [options.relationTo].flat();
  if (!collection) return valid;
  const { docs } = await options.req.payload.find({
    ...{ collection, where: { id: { in: ids } }, depth: 0, pagination: false, req: options.req },
  });
  const there = new Set(docs.map(({ id }) => id));
  return upload(
    ids.filter((id) => there.has(id)),
    { ...options, required: false, minRows: undefined } as Parameters<typeof upload>[1],
  );
};

const idOf = (named: Named): string => (typeof named === 'string' ? named : named.id);
