import sharp from 'sharp';

type Sample = { width?: number; height?: number; seed?: number };

/** Draws a picture with smooth and detailed areas, as in photos. Each seed gives another picture. */
function picture({ width = 640, height = 480, seed = 1 }: Sample) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="hsl(${seed * 47},60%,70%)"/><stop offset="1" stop-color="#234"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#g)"/>
    ${Array.from({ length: 40 }, (_, i) => `<circle cx="${(i * 97 * seed) % width}" cy="${(i * 61) % height}" r="${8 + (i % 9) * 6}" fill="hsl(${i * 23},50%,50%)" opacity=".6"/>`).join('')}
  </svg>`;
  return sharp(Buffer.from(svg)).removeAlpha();
}

export const createJpeg = (sample: Sample = {}): Promise<Buffer> => picture(sample).jpeg({ quality: 90 }).toBuffer();
export const createPng = (sample: Sample = {}): Promise<Buffer> => picture(sample).png().toBuffer();
export const createWebp = (sample: Sample = {}): Promise<Buffer> => picture(sample).webp().toBuffer();

/** Returns an animated WebP with this number of frames. */
export const makeAnimation = async ({ frames = 3, ...sample }: Sample & { frames?: number } = {}): Promise<Buffer> =>
  sharp(await Promise.all(Array.from({ length: frames }, (_, seed) => createPng({ ...sample, seed: seed + 1 }))), {
    join: { animated: true },
  })
    .webp({ delay: Array.from({ length: frames }, () => 80) })
    .toBuffer();

/** Returns a JPEG like a phone's: rotated by its orientation tag, and with GPS coordinates. */
export const createPhoneJpeg = (): Promise<Buffer> =>
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

/** Returns an MP4 file that cannot be played, with the brand `brand`, and with video (`vide`) or sound (`soun`) tracks. */
export const createMp4 = (bytes = 1000, { brand = 'isom', tracks = ['soun', 'vide'] } = {}): Buffer =>
  Buffer.concat([
    box('ftyp', Buffer.from(`${brand}\0\0\x02\0isomiso2avc1mp41`, 'latin1')),
    box('moov', box('mvhd', Buffer.alloc(100)), ...tracks.map(track)),
    box('mdat', Buffer.alloc(bytes, 7)),
  ]);

export type Upload = { bytes: Buffer; name?: string; type?: string; fields?: Record<string, string> };

/** Returns the form of an upload. `type` is the content type that the client declares. */
export function createForm({ bytes, name = 'photo.jpg', type = 'image/jpeg', fields = {} }: Upload): FormData {
  const form = new FormData();
  form.append('file', new File([new Uint8Array(bytes)], name, { type }));
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  return form;
}
