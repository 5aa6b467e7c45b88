import { expect, test } from 'vitest';
import { parseEnv } from '../../../src/processes/env.ts';
import { siteEnvironment } from '../../support/environment.ts';

const { MEDIA_DIR: _folder, ...site } = siteEnvironment({
  databaseUrl: 'postgres://localhost/site',
  redisUrl: 'redis://localhost',
});
const parse = (set: Record<string, string>) => parseEnv({ NODE_ENV: 'production', ...set });

test('a folder or a bucket is accepted as storage', () => {
  expect(parse({ ...site, MEDIA_DIR: '/var/media' })).toMatchObject({ MEDIA_DIR: '/var/media' });
  expect(parse({ ...site, S3_BUCKET: 'media', S3_REGION: 'eu-west-2' })).toMatchObject({ S3_BUCKET: 'media' });
});

test('a process without storage does not start, and reports all missing variables', () => {
  expect(() => parse(site)).toThrow('S3_BUCKET (or MEDIA_DIR) is missing');
  expect(() => parse({ ...site, REDIS_URL: '' })).toThrow(/REDIS_URL is missing\n {2}S3_BUCKET/);
  expect(() => parse({ ...site, S3_BUCKET: 'media' })).toThrow('S3_REGION is missing');
  const half = { ...site, S3_BUCKET: 'media', S3_REGION: 'eu-west-2', S3_ACCESS_KEY_ID: 'id' };
  expect(() => parse(half)).toThrow('S3_SECRET_ACCESS_KEY is missing');
});
