import sharp from 'sharp';

const MOST_BYTES = 150_000;

/** Numbers of colours to try, from no visible loss down to the lowest quality at which text is readable. */
const COLOURS = [256, 128, 64, 32];

/** Compresses the picture to at most 150 kB by reducing its number of colours. @throws Error if 32 colours are still too large */
export async function compressed(png: Buffer): Promise<Buffer> {
  for (const colours of COLOURS) {
    const smaller = await sharp(png).png({ palette: true, colours, effort: 10, compressionLevel: 9 }).toBuffer();
    if (smaller.length <= MOST_BYTES) return smaller;
  }
  throw new Error(`A picture is larger than ${MOST_BYTES} bytes even with ${COLOURS.at(-1)} colours.`);
}
