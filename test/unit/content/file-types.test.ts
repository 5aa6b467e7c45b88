import { expect, it } from 'vitest';
import { mediaTypeOf } from '../../../src/services/content/media/file-types.ts';
import { mp4Of } from '../../support/media.ts';

it.each(['isom', 'mp42', 'M4V ', 'M4VH', 'M4VP'])('a film of brand %s is an MP4', async (brand) => {
  expect(await mediaTypeOf(mp4Of(1000, { brand }))).toBe('video/mp4');
});

it.each([[['soun']], [[]]])('a file with tracks %j shows nothing', async (tracks) => {
  await expect(mediaTypeOf(mp4Of(1000, { tracks }))).rejects.toMatchObject({ code: 'unsupported_media_type' });
});
