import { describe, expect, test } from 'vitest';
import { readPriceList } from '../../../src/services/catalogue/read-price-list.ts';

const row = (line: number, slug: string, price: string) => ({ line, slug, price });

describe('a price list', () => {
  test.each([
    ['commas', 'slug,price\noak,10\n'],
    ['semicolons', 'slug;price\noak;10\n'],
    ['tabs', 'slug\tprice\noak\t10\n'],
    ['Windows line ends', 'slug,price\r\noak,10\r\n'],
    ['the line ends of old Macs', 'slug,price\roak,10\r'],
    ['a byte order mark', '\ufeffslug,price\noak,10'],
    ['headings in capitals and spaces', ' Slug , PRICE \n oak , 10 '],
    ['its columns in another order, among others', 'title,price,note,slug\n"Oak, solid",10,,oak'],
    ['a separator of another locale within a heading', 'slug;"price";"a,b"\noak;10;x'],
    ['empty lines at the end', 'slug,price\noak,10\n\n\n'],
    ['a no-break space before a quoted value', 'slug,price\n\u00a0"oak",10\n'],
  ])('may have %s', (_, csv) => {
    expect(readPriceList(csv)).toEqual([row(2, 'oak', '10')]);
  });

  test('names the line of each row, also after empty lines and quoted line ends', () => {
    expect(readPriceList('slug,note,price\n\noak,"two\nlines",10\npine,,12')).toEqual([
      row(4, 'oak', '10'),
      row(5, 'pine', '12'),
    ]);
  });

  test('may have rows with fewer or more columns than the heading', () => {
    expect(readPriceList('slug,price\noak\npine,12,x,y\n')).toEqual([row(2, 'oak', ''), row(3, 'pine', '12')]);
    expect(readPriceList('price,slug\n10')).toEqual([row(2, '', '10')]);
  });

  test('may have 1,000 rows', () => {
    const list = (rows: number) => `slug,price\n${'oak,10\n'.repeat(rows)}`;
    expect(readPriceList(list(1000))).toHaveLength(1000);
    expect(() => readPriceList(list(1001))).toThrow('The file has more than 1000 rows.');
  });

  test.each([
    ['', 'Line 1 must contain the column names. Missing: “slug” and “price”.'],
    ['slug,cost\noak,10', 'Line 1 must contain the column names. Missing: “price”.'],
    ['name,price\noak,10', 'Line 1 must contain the column names. Missing: “slug”.'],
    ['slug,price\n', 'The file has no rows.'],
    ['slug,price\noak,"10\npine,12\n', 'A quotation mark is missing near line'],
  ])('that reads %j is refused with an explanation', (csv, detail) => {
    expect(() => readPriceList(csv)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
    expect(() => readPriceList(csv)).toThrow(detail);
  });
});
