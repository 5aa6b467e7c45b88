import sharp, { type OutputInfo, type Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { type MediaType, toFileProblem } from './accepted-files.ts';

/**
 * The widths of the variants in pixels. If an image is narrower than a variant, the variant has the width of the image
 * (docs/spec/api.md#7-uploads).
 */
export const VARIANT_WIDTHS = { large: 1920, medium: 800, thumb: 300 } as const;

export type VariantName = keyof typeof VARIANT_WIDTHS;

export type Variant = { bytes: Buffer; type: MediaType; width: number; height: number };

export type ProcessedImage = {
  /** The size in pixels as displayed, after applying the orientation. */
  width: number;
  height: number;
  /**
   * Variants of an animation are animated too. An animation has only the variants that are narrower than the original and have
   * fewer bytes, and none if its frames together have too many pixels. The original replaces a missing variant.
   */
  variants: Partial<Record<VariantName, Variant>>;
  /** A ThumbHash in Base64, about 25 bytes, to display until the image has loaded. */
  placeholder: string;
};

type ImageType = Exclude<MediaType, 'video/mp4'>;

/** The size of one frame as displayed, and the number of frames. */
type Dimensions = { width: number; height: number; frames: number };

type Pixels = { data: Buffer; info: OutputInfo };

/** The maximum number of pixels. A decoded image takes up to four bytes per pixel; a larger image may be a decompression bomb. */
const MAX_PIXELS = 50_000_000;
/**
 * The maximum length of a side, which is the limit of JPEG. Resizing an image that is a few pixels wide and millions of pixels
 * high takes minutes (measured).
 */
const MAX_SIDE_PIXELS = 65_535;
const MAX_WEBP_SIDE_PIXELS = 16_383;
const MAX_PLACEHOLDER_SIDE_PIXELS = 100;

/** Low effort: files are a few per cent larger, but encoding takes a third of the time. */
const WEBP_OPTIONS = { quality: 80, effort: 1 } as const;

/** The encoder of each type of variant. */
export const ENCODERS: Record<ImageType, (image: Sharp) => Sharp> = {
  'image/jpeg': (image) => image.jpeg({ quality: 80 }),
  'image/png': (image) => image.png(),
  'image/webp': (image) => image.webp(WEBP_OPTIONS),
};

/**
 * Creates the variants of an image, in sRGB and without metadata such as the location. A still image is decoded once
 * and turned upright. Each variant of a still image is made from the next larger one, and is a WebP file if WebP is
 * smaller than the format of the original. {@link processAnimation} creates the variants of an animation.
 * @throws Problem `validation_failed` if the image has too many pixels or too long a side, or is damaged
 */
export async function processImage(bytes: Buffer, type: ImageType): Promise<ProcessedImage> {
  const { width, height, frames } = await readDimensions(bytes);
  if (frames > 1) return { width, height, ...(await processAnimation(bytes, { width, height, frames })) };
  const large = await refuseIfDamaged(
    resizeToVariant(sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' }).autoOrient(), 'large'),
  );
  const medium = await resizeToVariant(fromPixels(large), 'medium');
  const thumb = await resizeToVariant(fromPixels(medium), 'thumb');
  const [placeholder, ...encoded] = await Promise.all([
    createPlaceholder(thumb),
    encode(large, type),
    encode(medium, type),
    encode(thumb, type),
  ]);
  return {
    ...{ width, height, placeholder },
    variants: { large: encoded[0], medium: encoded[1], thumb: encoded[2] },
  };
}

/** Reads the dimensions from the header only, so that a decompression bomb is refused before it is decoded. */
async function readDimensions(bytes: Buffer): Promise<Dimensions> {
  const { autoOrient, pages = 1 } = await refuseIfDamaged(sharp(bytes, { limitInputPixels: false }).metadata());
  if (autoOrient.width * autoOrient.height > MAX_PIXELS) {
    throw toFileProblem(`The image has more than ${MAX_PIXELS / 1e6} megapixels. Upload a smaller one.`);
  }
  if (Math.max(autoOrient.width, autoOrient.height) > MAX_SIDE_PIXELS) {
    throw toFileProblem(`The image is wider or higher than ${MAX_SIDE_PIXELS} pixels. Upload a smaller one.`);
  }
  return { ...autoOrient, frames: pages };
}

/**
 * Creates those variants of an animation that are narrower than the original and have fewer bytes. Creates none if all frames
 * together have too many pixels.
 */
async function processAnimation(
  bytes: Buffer,
  { width, height, frames }: Dimensions,
): Promise<Pick<ProcessedImage, 'variants' | 'placeholder'>> {
  const still = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' });
  const placeholder = await createPlaceholder(await refuseIfDamaged(resizeToVariant(still, 'thumb')));
  const variants: ProcessedImage['variants'] = {};
  if (width * height * frames > MAX_PIXELS) return { variants, placeholder };
  for (const [name, wanted] of Object.entries(VARIANT_WIDTHS) as [VariantName, number][]) {
    if (wanted >= width) continue;
    const { data, info } = await refuseIfDamaged(
      sharp(bytes, { animated: true, limitInputPixels: MAX_PIXELS, failOn: 'error' })
        .resize({ width: wanted })
        .toColourspace('srgb')
        .webp(WEBP_OPTIONS)
        .toBuffer({ resolveWithObject: true }),
    );
    if (data.length >= bytes.length) continue;
    variants[name] = { bytes: data, type: 'image/webp', width: info.width, height: info.pageHeight ?? info.height };
  }
  return { variants, placeholder };
}

async function refuseIfDamaged<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw toFileProblem('The image is damaged or incomplete.', error);
  }
}

const resizeToVariant = (image: Sharp, name: VariantName): Promise<Pixels> =>
  image
    .resize({ width: VARIANT_WIDTHS[name], withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });

const fromPixels = ({ data, info: { width, height, channels } }: Pixels): Sharp =>
  sharp(data, { raw: { width, height, channels } });

async function encode(pixels: Pixels, type: ImageType): Promise<Variant> {
  const { width, height } = pixels.info;
  const webp = type !== 'image/webp' && Math.max(width, height) <= MAX_WEBP_SIDE_PIXELS;
  const types: ImageType[] = webp ? [type, 'image/webp'] : [type];
  const encoded = await Promise.all(
    types.map(async (each) => ({ type: each, bytes: await ENCODERS[each](fromPixels(pixels)).toBuffer() })),
  );
  const smallest = encoded.reduce((best, each) => (each.bytes.length < best.bytes.length ? each : best));
  return { ...smallest, width, height };
}

async function createPlaceholder(pixels: Pixels): Promise<string> {
  const { data, info } = await fromPixels(pixels)
    .resize({
      width: MAX_PLACEHOLDER_SIDE_PIXELS,
      height: MAX_PLACEHOLDER_SIDE_PIXELS,
      fit: 'inside',
      withoutEnlargement: true,
    })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
}
