import { expect, test } from 'vitest';
import { isRedirectTarget, toRedirectPath } from '../../../src/services/content/redirects.ts';

test.each([
  ['/old', '/old'],
  ['/Old-Page/', '/old-page'],
  ['old', '/old'],
  [' /old ', '/old'],
  ['https://www.lomashwood.co.uk/Old/?id=A', '/old?id=A'],
  ['/old#part', '/old'],
  ['//old//', '/old'],
  ['/', '/'],
  ['/a/../old', '/old'],
  ['/küche', '/k%c3%bcche'],
])('the address %s is looked up as %s', (address, path) => {
  expect(toRedirectPath(address)).toBe(path);
  expect(toRedirectPath(path)).toBe(path);
});

test.each(['', '  ', 'javascript:alert(1)', 'mailto:a@example.com', '/a b'])(
  '%j is not a valid source of a redirect',
  (address) => {
    expect(toRedirectPath(address)).toBeUndefined();
  },
);

test.each(['/new', '/new?a=b#c', 'https://example.com', 'http://example.com/a', 'HTTPS://example.com/'])(
  'a redirect may lead to %s',
  (address) => expect(isRedirectTarget(address)).toBe(true),
);

test.each([
  ...[
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'data:text/html,x',
    'ftp://example.com',
    'new',
    '',
    '//evil.example',
  ],
  ...[
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    ' https://example.com',
    'https://',
    'https:///x',
    null,
    7,
  ],
])('a redirect may not lead to %j', (address) => expect(isRedirectTarget(address)).toBe(false));
