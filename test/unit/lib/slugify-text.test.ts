import { expect, test } from 'vitest';
import { slugifyText } from '../../../src/lib/text.ts';
import { readableFilename } from '../../../src/services/content/media/assign-keys.ts';

test.each([
  ['ﬁne oﬀers', 'fine-offers'],
  ['½ price', '1-2-price'],
  ['2½ doors', '2-1-2-doors'],
  ['Ｋｉｔｃｈｅｎｓ　２０２７', 'kitchens-2027'],
  ['12 m²', '12-m2'],
  ['Häfele™ hinges', 'haefele-hinges'],
])('the text %s becomes the slug %s', (text, slug) => {
  expect(slugifyText(text)).toBe(slug);
});

test('file names replace characters by their equivalents in ASCII, too', () => {
  expect(readableFilename('ﬁne ½.JPG', '0199aaaa1a2b3c4d.jpg')).toBe('fine-1-2-1a2b3c4d.jpg');
});
