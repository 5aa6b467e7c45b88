import sharp, { type OutputInfo, type Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { fileProblem, type MediaType } from './file-types.ts';

/** Pixels; an image that is narrower keeps its own width (api.md §7). */
export const VARIANT_WIDTHS = { large: 1920, medium: 800, thumb: 300 } as const;

export type VariantName = keyof typeof VARIANT_WIDTHS;

export type Variant = { bytes: Buffer; type: MediaType; width: number; height: number };

export type ProcessedImage = {
  /** Pixels as it is shown, its orientation applied. */
  width: number;
  height: number;
  variants: Record<VariantName, Variant>;
  /** A ThumbHash in Base64: some 25 bytes to show until the image is there. */
  placeholder: string;
};

type ImageType = Exclude<MediaType, 'video/mp4'>;

type Pixels = { data: Buffer; info: OutputInfo };

/** Decoded, an image takes up to four bytes a pixel; more than this is a bomb, or no photo for a website. */
const MAX_PIXELS = 50_000_000;
/** As long as a JPEG can be. A strip of few pixels and millions of lines takes minutes to make smaller (measured). */
const MAX_SIDE = 65_535;
const MAX_WEBP_SIDE = 16_383;
const MAX_PLACEHOLDER_SIDE = 100;

/** Half the effort costs a few per cent of size and a third of the time. */
const WEBP = { quality: 80, effort: 1 } as const;

/** How each type of variant is written. */
export const ENCODERS: Record<ImageType, (image: Sharp) => Sharp> = {
  'image/jpeg': (image) => image.jpeg({ quality: 80 }),
  'image/png': (image) => image.png(),
  'image/webp': (image) => image.webp(WEBP),
};

/**
 * Makes the variants of an image: upright, in sRGB, without metadata such as the place it was taken at. It is decoded once, and
 * each variant is made of the next larger one. A variant is WebP where that is smaller than the original's own format.
 * @throws Problem `validation_failed` when it has too many pixels or too long a side, or is damaged
 */
export async function processImage(bytes: Buffer, type: ImageType): Promise<ProcessedImage> {
  const { width, height } = await dimensionsOf(bytes);
  const large = await unlessDamaged(
    narrowed(sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' }).autoOrient(), 'large'),
  );
  const medium = await narrowed(ofPixels(large), 'medium');
  const thumb = await narrowed(ofPixels(medium), 'thumb');
  const [placeholder, ...encoded] = await Promise.all([
    placeholderOf(thumb),
    encode(large, type),
    encode(medium, type),
    encode(thumb, type),
  ]);
  return {
    ...{ width, height, placeholder },
    variants: { large: encoded[0], medium: encoded[1], thumb: encoded[2] },
  };
}

/** Read from the header alone, so that a bomb is refused before it is decoded. */
async function dimensionsOf(bytes: Buffer): Promise<{ width: number; height: number }> {
  const { autoOrient } = await unlessDamaged(sharp(bytes, { limitInputPixels: false }).metadata());
  if (autoOrient.width * autoOrient.height > MAX_PIXELS) {
    throw fileProblem(`The image has more than ${MAX_PIXELS / 1e6} megapixels.`);
  }
  if (Math.max(autoOrient.width, autoOrient.height) > MAX_SIDE) {
    throw fileProblem(`The image is wider or higher than ${MAX_SIDE} pixels.`);
  }
  return autoOrient;
}

async function unlessDamaged<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw fileProblem('The image is damaged or not whole.', error);
  }
}

const narrowed = (image: Sharp, name: VariantName): Promise<Pixels> =>
  image
    .resize({ width: VARIANT_WIDTHS[name], withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });

const ofPixels = ({ data, info: { width, height, channels } }: Pixels): Sharp =>
  sharp(data, { raw: { width, height, channels } });

async function encode(pixels: Pixels, type: ImageType): Promise<Variant> {
  const { width, height } = pixels.info;
  const webp = type !== 'image/webp' && Math.max(width, height) <= MAX_WEBP_SIDE;
  const types: ImageType[] = webp ? [type, 'image/webp'] : [type];
  const encoded = await Promise.all(
    types.map(async (each) => ({ type: each, bytes: await ENCODERS[each](ofPixels(pixels)).toBuffer() })),
  );
  const smallest = encoded.reduce((best, each) => (each.bytes.length < best.bytes.length ? each : best));
  return { ...smallest, width, height };
}

async function placeholderOf(pixels: Pixels): Promise<string> {
  const { data, info } = await ofPixels(pixels)
    .resize({ width: MAX_PLACEHOLDER_SIDE, height: MAX_PLACEHOLDER_SIDE, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
}
