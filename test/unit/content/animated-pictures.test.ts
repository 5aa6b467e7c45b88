import sharp from 'sharp';
import { expect, it } from 'vitest';
import { processImage } from '../../../src/services/content/media/process-image.ts';
import { makeAnimation } from '../../support/media.ts';

/** Returns the animation with its last frame repeated `times` more times. */
function lengthened(webp: Buffer, times: number): Buffer {
  const last = webp.subarray(webp.lastIndexOf('ANMF'));
  const bytes = Buffer.concat([webp, ...Array.from({ length: times }, () => last)]);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  return bytes;
}

const readShape = async (bytes: Buffer) => {
  const { format, pages, width, height, delay, loop } = await sharp(bytes).metadata();
  return { format, pages, width, height, delay, loop };
};

it('every variant of an animation is animated and narrower than the original', async () => {
  const original = await makeAnimation({ width: 400, height: 200 });
  const { width, height, variants, placeholder } = await processImage(original, 'image/webp');
  expect([width, height, Object.keys(variants)]).toEqual([400, 200, ['thumb']]);
  expect(placeholder).toMatch(/^[\w+/]+=*$/);
  const { thumb } = variants;
  expect({ ...thumb, bytes: undefined }).toEqual({ type: 'image/webp', width: 300, height: 150, bytes: undefined });
  expect(await readShape(thumb?.bytes ?? Buffer.of())).toEqual({
    ...{ format: 'webp', pages: 3, width: 300, height: 150, delay: [80, 80, 80], loop: 0 },
  });
  expect(thumb?.bytes.length).toBeLessThan(original.length);
});

it('an animation has no variant with more bytes than the original', async () => {
  const flat = await sharp(
    await Promise.all(
      ['#123456', '#654321'].map((background) =>
        sharp({ create: { width: 301, height: 10, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    ),
    { join: { animated: true } },
  )
    .webp({ lossless: true })
    .toBuffer();
  const { variants } = await processImage(flat, 'image/webp');
  for (const { bytes } of Object.values(variants)) expect(bytes.length).toBeLessThan(flat.length);
  expect(variants).toEqual({});
});

it('an animation has no variants if all its frames together have too many pixels', async () => {
  const short = await makeAnimation({ width: 500, height: 200, frames: 2 });
  expect(Object.keys((await processImage(short, 'image/webp')).variants)).toEqual(['thumb']);
  const { variants, width, height } = await processImage(lengthened(short, 499), 'image/webp');
  expect([width, height, variants]).toEqual([500, 200, {}]);
});

it('still pictures have all variants', async () => {
  const still = await sharp({ create: { width: 100, height: 50, channels: 3, background: '#123456' } })
    .webp()
    .toBuffer();
  expect(Object.keys((await processImage(still, 'image/webp')).variants)).toEqual(['large', 'medium', 'thumb']);
});
