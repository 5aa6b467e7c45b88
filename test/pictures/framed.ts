import sharp from 'sharp';

/** Pixels from the top left of the screen. */
export type Box = { x: number; y: number; width: number; height: number };

const GAP = 6;

/** The picture with an orange frame around a part of it: drawn on it, so that nothing of the page can hide or cut it. */
export async function framed(png: Buffer, { x, y, width, height }: Box): Promise<Buffer> {
  const size = await sharp(png).metadata();
  const frame = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}">
    <rect x="${x - GAP}" y="${y - GAP}" width="${width + 2 * GAP}" height="${height + 2 * GAP}" rx="6"
      fill="none" stroke="#d9480f" stroke-width="4"/>
  </svg>`;
  return sharp(png)
    .composite([{ input: Buffer.from(frame) }])
    .png()
    .toBuffer();
}
