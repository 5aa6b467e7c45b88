import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MARK_LINES, toAdminShades, toMarkBackground } from '../../../src/admin/settings/brand.ts';
import { contrast } from '../../support/contrast.ts';

const hex = fc.integer({ min: 0, max: 0xffffff }).map((number) => `#${number.toString(16).padStart(6, '0')}`);

test('any brand colour is readable, as text and as background, in both themes', () => {
  fc.assert(
    fc.property(hex, (colour) => {
      for (const { action, hover, onAction } of Object.values(toAdminShades(colour))) {
        for (const shade of [action, hover]) {
          expect(shade).toMatch(/^#[0-9a-f]{6}$/);
          expect(contrast(shade, onAction)).toBeGreaterThanOrEqual(4.5);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('a readable colour is unchanged', () => {
  expect(toAdminShades('#2f5a48').light.action).toBe('#2f5a48');
  expect(toAdminShades('#ffd9a8').dark.action).toBe('#ffd9a8');
  expect(toAdminShades('#ffd9a8').light.action).not.toBe('#ffd9a8');
});

test('the mark is visible on any brand colour, even a pale one', () => {
  expect(toMarkBackground('#2f5a48')).toBe('#2f5a48');
  expect(toMarkBackground('#f7e7ce')).not.toBe('#f7e7ce');
  fc.assert(
    fc.property(hex, (colour) => {
      for (const line of Object.values(MARK_LINES)) {
        expect(contrast(toMarkBackground(colour), line)).toBeGreaterThanOrEqual(3);
      }
    }),
    { numRuns: 500 },
  );
});
