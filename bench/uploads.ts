import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { MAX_FILE_BYTES } from '../src/services/content/media/accepted-files.ts';
import { ENCODERS, VARIANT_WIDTHS } from '../src/services/content/media/process-image.ts';
import { type Benchmark, cost } from './support/benchmark.ts';
import { residentMemory } from './support/process-memory.ts';
import { startWebProgram } from './support/programs.ts';
import { startBenchSite } from './support/site.ts';
import { measureInTurn } from './support/statistics.ts';

const CONCURRENCY = 10;
const GOAL = 1.25;
const SAMPLE_MS = 20;

type Uploaded = { variants: Record<string, string> };

/**
 * Measures how long an upload of a large photo over HTTP takes, including the encoding of its variants, compared with the
 * encoding alone. Also measures the memory that web uses during ten concurrent uploads.
 */
export const uploads: Benchmark = async ({ rounds, quick }, cleanup) => {
  const admin = { email: 'admin@example.com', password: randomUUID() };
  const site = await startBenchSite(cleanup, { ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password });
  const { base, child } = await startWebProgram(site, cleanup);
  const token = await signIn(base, admin);
  const photo = await createPhoto(quick ? { width: 1500, height: 1000 } : { width: 6000, height: 4000 });

  // The form is built beforehand, so that the client's work is not measured.
  const { body: form, contentType } = createForm(photo);
  const upload = async () => {
    const start = performance.now();
    const response = await fetch(`${base}/v1/uploads`, {
      ...{ method: 'POST', body: form },
      headers: { authorization: `Bearer ${token}`, 'content-type': contentType },
    });
    const body = await response.text();
    if (response.status !== 201) throw new Error(`${response.status} ${body}`);
    return { ms: performance.now() - start, variants: (JSON.parse(body) as Uploaded).variants };
  };
  const { variants } = await upload();
  const measure = { ours: async () => (await upload()).ms, limit: () => makeVariants(photo, variants) };
  await measure.limit();
  const times = await measureInTurn(rounds, measure);

  const pid = Number(child.pid);
  const before = await residentMemory(pid);
  const burst = Promise.all(Array.from({ length: CONCURRENCY }, upload));
  const peak = await measurePeakDuring(burst, () => residentMemory(pid));
  const megabytes = (photo.length / 1e6).toFixed(1);
  return [
    cost(
      { name: `a JPEG of ${megabytes} MB`, ...times, unit: 'ms' },
      { text: `≤ ${GOAL} × the limit`, met: ({ ours }) => ours <= GOAL * times.limit },
    ),
    cost({ name: `peak memory of web during ${CONCURRENCY} concurrent uploads`, ours: peak, limit: null, unit: 'MB' }),
    cost({ name: 'memory of web before these uploads', ours: before, limit: null, unit: 'MB' }),
  ];
};

function createForm(photo: Buffer): { body: Uint8Array<ArrayBuffer>; contentType: string } {
  const boundary = randomUUID();
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="photo.jpg"\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), photo, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { body: new Uint8Array(body), contentType: `multipart/form-data; boundary=${boundary}` };
}

async function signIn(base: string, login: { email: string; password: string }): Promise<string> {
  const response = await fetch(`${base}/api/users/login`, {
    ...{ method: 'POST', body: JSON.stringify(login) },
    headers: { 'content-type': 'application/json' },
  });
  const { token } = (await response.json()) as { token?: string };
  if (!token) throw new Error(`The sign-in of staff returned ${response.status} and no token.`);
  return token;
}

/** Creates a JPEG with photographic grain, at the best quality that keeps the file within `MAX_FILE_BYTES`. */
async function createPhoto({ width, height }: { width: number; height: number }): Promise<Buffer> {
  const noise = (sigma: number, scale: number) => ({
    create: {
      ...{ width: width / scale, height: height / scale, channels: 3 as const, background: 'grey' },
      noise: { type: 'gaussian' as const, mean: 128, sigma },
    },
  });
  const grain = await sharp(noise(12, 1)).png({ compressionLevel: 1 }).toBuffer();
  const shapes = await sharp(noise(40, 4)).blur(3).png().toBuffer();
  const { data, info } = await sharp(shapes)
    .resize(width, height)
    .composite([{ input: grain, blend: 'soft-light' }])
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  for (let quality = 96; quality > 50; quality--) {
    const photo = await sharp(data, { raw: { width, height, channels: info.channels } })
      .jpeg({ quality })
      .toBuffer();
    if (photo.length <= MAX_FILE_BYTES) return photo;
  }
  throw new Error('The photo is too large at every quality.');
}

/**
 * Encodes the variants as in sharp's documentation: one clone per variant, in the formats that the site chose. @returns
 * milliseconds
 */
async function makeVariants(photo: Buffer, urls: Record<string, string>): Promise<number> {
  const start = performance.now();
  const image = sharp(photo).autoOrient();
  await Promise.all(
    Object.entries(VARIANT_WIDTHS).map(([name, width]) => {
      const encode = ENCODERS[urls[name]?.endsWith('.webp') ? 'image/webp' : 'image/jpeg'];
      return encode(image.clone().resize({ width, withoutEnlargement: true })).toBuffer();
    }),
  );
  return performance.now() - start;
}

async function measurePeakDuring(work: Promise<unknown>, sample: () => Promise<number>): Promise<number> {
  let done = false;
  const finished = work.finally(() => {
    done = true;
  });
  let peak = 0;
  while (!done) {
    peak = Math.max(peak, await sample());
    await Promise.race([finished, new Promise((resolve) => setTimeout(resolve, SAMPLE_MS))]);
  }
  await finished;
  return peak;
}
