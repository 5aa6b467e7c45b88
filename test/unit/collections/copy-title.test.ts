import { expect, test } from 'vitest';
import { toCopyTitle } from '../../../src/collections/fields/document-fields.ts';
import { readableFilename } from '../../../src/services/content/media/assign-keys.ts';

const copyTitle = (value: unknown, most = 200) => toCopyTitle(most)({ value } as never);

test('the title of a copy says that it is a copy, and has a number', () => {
  expect(copyTitle('Shaker')).toBe('Shaker (copy)');
  expect(copyTitle('Shaker (copy)')).toBe('Shaker (copy 2)');
  expect(copyTitle('Shaker (copy 9)')).toBe('Shaker (copy 10)');
  expect(copyTitle('x'.repeat(200))).toBe(`${'x'.repeat(193)} (copy)`);
  expect(copyTitle(null)).toBe(null);
});

test('the filename of a copy contains the original name and is unique', () => {
  const stored = '0199c2a4-7a3e-7000-8000-00001a2b3c4d.jpg';
  expect(readableFilename('White Shaker (2).JPG', stored)).toBe('white-shaker-2-1a2b3c4d.jpg');
  expect(readableFilename('../../etc/passwd', stored)).toBe('passwd-1a2b3c4d.jpg');
  expect(readableFilename('小龍.png', stored)).toBe('1a2b3c4d.jpg');
  expect(readableFilename(`${'a'.repeat(300)}.jpg`, stored)).toHaveLength(80 + '-1a2b3c4d.jpg'.length);
});
