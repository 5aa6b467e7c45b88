import sharp from 'sharp';

/** A rectangle on the screen, in pixels from its top left corner. */
export type Box = { x: number; y: number; width: number; height: number };

const GAP = 6;

/**
 * Draws an orange frame around a part of the picture. A frame drawn in the page itself could be covered or clipped by other
 * elements.
 */
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
