import path from 'node:path';
import { uuidv7 } from '../../../ids.ts';
import type { Media } from '../../../payload-types.ts';
import { extensionOf } from './file-types.ts';
import type { PreparedUpload } from './prepare-upload.ts';
import type { Variant, VariantName } from './variants.ts';

/** A file with its place in the storage. */
export type StoredFile = { key: string; bytes: Buffer; contentType: string };

/** What of a medium says where its files lie. */
export type Placed = { key?: string | null; sizes?: { [name in VariantName]?: { filename?: string | null } } | null };

/** What Payload keeps of a file, as far as it does not follow from the key. */
type FileData = Partial<
  Pick<Media, 'key' | 'filename' | 'mimeType' | 'filesize' | 'width' | 'height' | 'placeholder' | 'sizes'>
>;

/**
 * Gives an upload its place, `media/{year}/{month}/{uuid}.{ext}` with the variants beside it.
 * @returns the objects to store, and the fields of the document that say so
 */
export function layOut({ bytes, type, image }: PreparedUpload): { objects: StoredFile[]; data: FileData } {
  const [year, month] = new Date().toISOString().split('-');
  const folder = `media/${year}/${month}`;
  const id = uuidv7();
  const filename = `${id}.${extensionOf(type)}`;
  const variants = Object.entries(image?.variants ?? {}).map(([name, variant]) => ({
    ...{ name, variant },
    filename: `${id}-${name}.${extensionOf(variant.type)}`,
  }));
  return {
    objects: [
      { key: `${folder}/${filename}`, bytes, contentType: type },
      ...variants.map(({ filename: of, variant }) => ({
        key: `${folder}/${of}`,
        bytes: variant.bytes,
        contentType: variant.type,
      })),
    ],
    data: {
      ...{ key: `${folder}/${filename}`, filename, mimeType: type, filesize: bytes.length },
      ...{ width: image?.width ?? null, height: image?.height ?? null, placeholder: image?.placeholder ?? null },
      sizes: Object.fromEntries(variants.map((each) => [each.name, sizeOf(each.variant, each.filename)])),
    },
  };
}

const sizeOf = ({ bytes, type, width, height }: Variant, filename: string) => ({
  ...{ filename, width, height },
  mimeType: type,
  filesize: bytes.length,
});

/** The key of the file `filename` of a medium: all of them lie beside its original. */
const keyBeside = (key: string, filename: string): string => path.posix.join(path.posix.dirname(key), filename);

/** Every key that a medium has in the storage. */
export function keysOf({ key, sizes }: Placed): string[] {
  if (!key) return [];
  const names = Object.values(sizes ?? {}).flatMap((size) => size?.filename ?? []);
  return [key, ...names.map((filename) => keyBeside(key, filename))];
}

/** Where the public finds the original of a medium, or its variant `name`; undefined for one that it does not have. */
export function publicUrl(cdnUrl: string, { key, sizes }: Placed, name?: VariantName): string | undefined {
  if (!key) return undefined;
  if (!name) return `${cdnUrl}/${key}`;
  const filename = sizes?.[name]?.filename;
  return filename ? `${cdnUrl}/${keyBeside(key, filename)}` : undefined;
}
