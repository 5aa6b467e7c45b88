import { expect, test } from 'vitest';
import {
  BLOG_PATHS,
  PRODUCT_PATHS,
  SITEMAP_PATHS,
  toInvalidationPath,
} from '../../../src/services/content/publishing/cdn.ts';

test.each([
  ['/v1/blog/*', '/v1/blog/*'],
  ['/v1/blog/küche', '/v1/blog/k%C3%BCche'],
  ['/a b', '/a%20b'],
  ['/a*b*', '/a%2Ab*'],
  ['/~user/#top', '/%7Euser/%23top'],
  ['/a"<>{}|\\^[]`', '/a%22%3C%3E%7B%7D%7C%5C%5E%5B%5D%60'],
  ['/a?q=1&r=2', '/a?q=1&r=2'],
  ['/100%', '/100%25'],
])('the path %s is sent to CloudFront as %s', (path, sent) => {
  expect(toInvalidationPath(path)).toBe(sent);
});

test('the invalidated paths have wildcards only at the end, and are few enough for CloudFront', () => {
  const paths = [...BLOG_PATHS, ...PRODUCT_PATHS, ...SITEMAP_PATHS];
  expect(paths.map(toInvalidationPath)).toEqual(paths);
  expect(paths.filter((path) => path.endsWith('*')).length).toBeLessThanOrEqual(15);
});
