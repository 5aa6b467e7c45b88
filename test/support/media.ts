import sharp from 'sharp';

type Sample = { width?: number; height?: number; seed?: number };

/** A picture with smooth and busy parts, as photos have, and different for each seed. */
function picture({ width = 640, height = 480, seed = 1 }: Sample) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="hsl(${seed * 47},60%,70%)"/><stop offset="1" stop-color="#234"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#g)"/>
    ${Array.from({ length: 40 }, (_, i) => `<circle cx="${(i * 97 * seed) % width}" cy="${(i * 61) % height}" r="${8 + (i % 9) * 6}" fill="hsl(${i * 23},50%,50%)" opacity=".6"/>`).join('')}
  </svg>`;
  return sharp(Buffer.from(svg)).removeAlpha();
}

export const jpegOf = (sample: Sample = {}): Promise<Buffer> => picture(sample).jpeg({ quality: 90 }).toBuffer();
export const pngOf = (sample: Sample = {}): Promise<Buffer> => picture(sample).png().toBuffer();
export const webpOf = (sample: Sample = {}): Promise<Buffer> => picture(sample).webp().toBuffer();

/** A JPEG as a phone writes it: lying on its side, with the place it was taken at. */
export const phoneJpeg = (): Promise<Buffer> =>
  picture({ width: 1200, height: 800 })
    .withExif({ IFD0: { Make: 'Phone' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();

function box(type: string, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(content.length + 8);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, content]);
}

const track = (handler: string): Buffer =>
  box('trak', box('mdia', box('hdlr', Buffer.alloc(8), Buffer.from(handler), Buffer.alloc(13))));

/** The boxes of a film, which shows nothing: of the brand `brand`, with tracks of pictures (`vide`) or sound (`soun`). */
export const mp4Of = (bytes = 1000, { brand = 'isom', tracks = ['soun', 'vide'] } = {}): Buffer =>
  Buffer.concat([
    box('ftyp', Buffer.from(`${brand}\0\0\x02\0isomiso2avc1mp41`, 'latin1')),
    box('moov', box('mvhd', Buffer.alloc(100)), ...tracks.map(track)),
    box('mdat', Buffer.alloc(bytes, 7)),
  ]);

export type Upload = { bytes: Buffer; name?: string; type?: string; fields?: Record<string, string> };

/** The form of an upload; the type that it claims is the client's word. */
export function formOf({ bytes, name = 'photo.jpg', type = 'image/jpeg', fields = {} }: Upload): FormData {
  const form = new FormData();
  form.append('file', new File([new Uint8Array(bytes)], name, { type }));
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  return form;
}
