import path from 'node:path';
import { uuidv7 } from '../../../lib/ids.ts';
import { slugifyText } from '../../../lib/text.ts';
import type { Media } from '../../../payload-types.ts';
import { getExtension } from './accepted-files.ts';
import { VARIANT_WIDTHS, type Variant, type VariantName } from './process-image.ts';
import type { PreparedUpload } from './store-upload.ts';

const MAX_LENGTH = 200;
/** Control characters, lone surrogates, and format characters, some of which change the text direction. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}]/gu;

/**
 * Returns the name of an uploaded file for display: the last segment of its path, at most 200 characters. The name is not a
 * storage key.
 */
export const toDisplayName = (name: string): string =>
  [...(name.split(/[\\/]/).at(-1) ?? '').replace(UNPRINTABLE, '')].slice(0, MAX_LENGTH).join('');

const MAX_BASE = 80;
const UNIQUE = 8;

/**
 * Returns the filename that staff see, built from the file's original name and the end of its stored name: "White shaker.JPG"
 * stored as `0199…1a2b3c4d.jpg` becomes `white-shaker-1a2b3c4d.jpg`.
 */
export function readableFilename(name: string, stored: string): string {
  const extension = path.extname(stored);
  const unique = path.basename(stored, extension).slice(-UNIQUE);
  const base = slugifyText(path.parse(toDisplayName(name)).name)
    .slice(0, MAX_BASE)
    .replace(/-+$/, '');
  return `${[base, unique].filter(Boolean).join('-')}${extension}`;
}

const VARIANT_NAMES = Object.keys(VARIANT_WIDTHS) as VariantName[];

/** A file with its key in object storage. */
export type StoredFile = { key: string; bytes: Buffer; contentType: string };

/** The fields of a media document that determine the keys of its files. */
export type StoredMedia = {
  key?: string | null;
  sizes?: { [name in VariantName]?: { filename?: string | null } } | null;
};

/** The fields of a media document that describe its file. */
type FileData = Partial<
  Pick<Media, 'key' | 'filename' | 'mimeType' | 'filesize' | 'width' | 'height' | 'placeholder' | 'sizes'>
>;

/**
 * Assigns the key `media/{year}/{month}/{uuid}.{ext}` to an upload, and keys in the same folder to its variants. The filename
 * that staff see is derived from `name`, the original name of the file.
 * @returns the objects to store, and the matching fields of the media document
 */
export function assignKeys(
  { bytes, type, image }: PreparedUpload,
  name: string,
): { objects: StoredFile[]; data: FileData } {
  const [year, month] = new Date().toISOString().split('-');
  const folder = `media/${year}/${month}`;
  const id = uuidv7();
  const stored = `${id}.${getExtension(type)}`;
  const variants = Object.entries(image?.variants ?? {}).map(([name, variant]) => ({
    ...{ name, variant },
    filename: `${id}-${name}.${getExtension(variant.type)}`,
  }));
  return {
    objects: [
      { key: `${folder}/${stored}`, bytes, contentType: type },
      ...variants.map(({ filename: variantFilename, variant }) => ({
        key: `${folder}/${variantFilename}`,
        bytes: variant.bytes,
        contentType: variant.type,
      })),
    ],
    data: {
      ...{
        key: `${folder}/${stored}`,
        filename: readableFilename(name, stored),
        mimeType: type,
        filesize: bytes.length,
      },
      ...{ width: image?.width ?? null, height: image?.height ?? null, placeholder: image?.placeholder ?? null },
      // Reset the fields of missing variants; otherwise Payload would keep the variants of the replaced file.
      sizes: {
        ...Object.fromEntries(VARIANT_NAMES.map((name) => [name, NO_SIZE])),
        ...Object.fromEntries(variants.map((each) => [each.name, toSizeFields(each.variant, each.filename)])),
      },
    },
  };
}

const NO_SIZE = { filename: null, width: null, height: null, mimeType: null, filesize: null };

const toSizeFields = ({ bytes, type, width, height }: Variant, filename: string) => ({
  ...{ filename, width, height },
  mimeType: type,
  filesize: bytes.length,
});

const toSiblingKey = (key: string, filename: string): string => path.posix.join(path.posix.dirname(key), filename);

/** Lists the keys of all files of a media document. */
export function listKeys({ key, sizes }: StoredMedia): string[] {
  if (!key) return [];
  const names = Object.values(sizes ?? {}).flatMap((size) => size?.filename ?? []);
  return [key, ...names.map((filename) => toSiblingKey(key, filename))];
}

/** Returns the public URL of the original, or of the variant `name`; undefined if the media document has no such file. */
export function toPublicUrl(cdnUrl: string, { key, sizes }: StoredMedia, name?: VariantName): string | undefined {
  if (!key) return undefined;
  if (!name) return `${cdnUrl}/${key}`;
  const filename = sizes?.[name]?.filename;
  return filename ? `${cdnUrl}/${toSiblingKey(key, filename)}` : undefined;
}
