import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shadesOf } from '../../../src/admin/brand/shades.ts';
import { contrast } from '../../support/contrast.ts';

const hex = fc.integer({ min: 0, max: 0xffffff }).map((number) => `#${number.toString(16).padStart(6, '0')}`);

test('whatever colour an admin chooses, it can be read and written on, by day and by night', () => {
  fc.assert(
    fc.property(hex, (colour) => {
      for (const { action, hover, onAction } of Object.values(shadesOf(colour))) {
        for (const shade of [action, hover]) {
          expect(shade).toMatch(/^#[0-9a-f]{6}$/);
          expect(contrast(shade, onAction)).toBeGreaterThanOrEqual(4.5);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('a colour that will do stays as it is', () => {
  expect(shadesOf('#2f5a48').light.action).toBe('#2f5a48');
  expect(shadesOf('#ffd9a8').dark.action).toBe('#ffd9a8');
  expect(shadesOf('#ffd9a8').light.action).not.toBe('#ffd9a8');
});
