import sharp from 'sharp';

const MOST_BYTES = 150_000;

/** From what nobody sees to what is still good enough to read. */
const COLOURS = [256, 128, 64, 32];

/** The picture with as many colours as 150 kB have room for. @throws Error when they have room for hardly any. */
export async function compressed(png: Buffer): Promise<Buffer> {
  for (const colours of COLOURS) {
    const smaller = await sharp(png).png({ palette: true, colours, effort: 10, compressionLevel: 9 }).toBuffer();
    if (smaller.length <= MOST_BYTES) return smaller;
  }
  throw new Error(`A picture is larger than ${MOST_BYTES} bytes, however few its colours are.`);
}
