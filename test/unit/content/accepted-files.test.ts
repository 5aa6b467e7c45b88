import { expect, it } from 'vitest';
import { detectMediaType } from '../../../src/services/content/media/accepted-files.ts';
import { createMp4 } from '../../support/media.ts';

it.each(['isom', 'mp42', 'M4V ', 'M4VH', 'M4VP'])('a video of brand %s is an MP4', async (brand) => {
  expect(await detectMediaType(createMp4(1000, { brand }))).toBe('video/mp4');
});

it.each([[['soun']], [[]]])('a file with tracks %j has no video', async (tracks) => {
  await expect(detectMediaType(createMp4(1000, { tracks }))).rejects.toMatchObject({ code: 'unsupported_media_type' });
});
