import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shadesOf } from '../../../src/admin/brand/shades.ts';

/** The formula of WCAG 2.2 itself. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

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
