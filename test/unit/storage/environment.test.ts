import { beforeAll, expect, test } from 'vitest';
import { siteEnvironment } from '../../support/environment.ts';

const { MEDIA_DIR, ...site } = siteEnvironment({
  databaseUrl: 'postgres://localhost/site',
  redisUrl: 'redis://localhost',
});
let parse: (set: Record<string, string>) => unknown;

beforeAll(async () => {
  Object.assign(process.env, site, { MEDIA_DIR });
  const { parseEnv } = await import('../../../src/env.ts');
  parse = (set) => parseEnv({ NODE_ENV: 'production', ...set });
});

test('files go to a folder or to a bucket', () => {
  expect(parse({ ...site, MEDIA_DIR: '/var/media' })).toMatchObject({ MEDIA_DIR: '/var/media' });
  expect(parse({ ...site, S3_BUCKET: 'media', S3_REGION: 'eu-west-2' })).toMatchObject({ S3_BUCKET: 'media' });
});

test('a process without a place for files does not start, and says what is missing beside all else', () => {
  expect(() => parse(site)).toThrow('S3_BUCKET (or MEDIA_DIR) is missing');
  expect(() => parse({ ...site, REDIS_URL: '' })).toThrow(/REDIS_URL is missing\n {2}S3_BUCKET/);
  expect(() => parse({ ...site, S3_BUCKET: 'media' })).toThrow('S3_REGION is missing');
  const half = { ...site, S3_BUCKET: 'media', S3_REGION: 'eu-west-2', S3_ACCESS_KEY_ID: 'id' };
  expect(() => parse(half)).toThrow('S3_SECRET_ACCESS_KEY is missing');
});
