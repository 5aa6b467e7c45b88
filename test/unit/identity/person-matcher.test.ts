import { describe, expect, test } from 'vitest';
import { createPersonMatcher } from '../../../src/services/identity/delete-preferences.ts';

const namesPerson = createPersonMatcher([
  {
    emails: ['ada.lovelace+shop@example.com'],
    details: [
      { firstName: 'Ada', lastName: 'O’Löwe (née King)', phone: '+442079460958' },
      { firstName: '小龍', lastName: '李', phone: '+33612345678' },
      { firstName: 'Erased', lastName: null, phone: null },
    ],
  },
  { emails: ['anna@example.com'], details: [{ firstName: 'Anna', lastName: 'Anna', phone: '' }] },
  { emails: [], details: [{ firstName: '.', lastName: '-', phone: null }] },
]);

describe('a search', () => {
  test.each([
    'ada.lovelace+shop@example.com',
    'ADA.Lovelace+shop@EXAMPLE.com',
    '/admin?search=ada.lovelace%2Bshop%40example.com',
    '+442079460958',
    '020 7946 0958',
    '(020) 7946-0958',
    '0044 20 79 46 09 58',
    '+44 (0)20 7946.0958',
    '%2B442079460958',
    '06 12 34 56 78',
    'Ada O’Löwe (née King)',
    'o’löwe (née king), ADA',
    'Ada%20O%E2%80%99L%C3%B6we%20(n%C3%A9e%20King)',
    '李小龍',
    '李 小龍',
    'anna anna',
    'anna@example.com',
  ])('for %s names the person', (text) => {
    expect(namesPerson([text])).toBe(true);
  });

  test.each([
    'ada',
    'Adas O’Löwe (née King)',
    '07946 0958',
    'lovelace@example.com',
    '小龍',
    'Erased',
    'Anna',
    '. - .',
    '%zz',
    '',
  ])('for %s does not name the person', (text) => {
    expect(namesPerson([text])).toBe(false);
  });
});

test('the words of a name may be in different texts that belong together, but not the parts of an address or phone number', () => {
  expect(namesPerson(['ada', 'O’Löwe (née King)'])).toBe(true);
  expect(namesPerson(['020 7946', '0958'])).toBe(false);
  expect(namesPerson(['anna@', 'example.com'])).toBe(false);
  expect(namesPerson(['小', '龍李'])).toBe(false);
});

test('the time of a search hardly depends on the number of records', () => {
  const many = Array.from({ length: 50_000 }, (_, index) => ({
    ...{ firstName: `Ada${index % 25_000}`, lastName: `King${index % 25_000}` },
    phone: `+4420${String(79_460_000 + (index % 5_000))}`,
  }));
  const namesOne = createPersonMatcher([{ emails: [], details: many }]);
  const texts = Array.from({ length: 1000 }, (_, index) => `Kitchen ${index} for Ada${index}, 020 1234 5678`);
  expect(texts.filter((text) => namesOne([text]))).toEqual([]);
  expect(namesOne(['king24999, Ada24999'])).toBe(true);
  expect(namesOne(['020 79464999'])).toBe(true);
});
