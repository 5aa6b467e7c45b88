import Color, { type ColorInstance } from 'color';

/** Minimum contrast of text (WCAG 2.2, 1.4.3). */
const MIN_CONTRAST = 4.5;
/** Minimum contrast of graphics (WCAG 2.2, 1.4.11). */
const VISIBLE = 3;
const WEIGHT_STEP = 0.05;

/** Colours of one theme, each `#rrggbb`: a control, the control while the pointer is over it, and the text on the control. */
export type Shades = { action: string; hover: string; onAction: string };

type ByTheme<Value> = Record<'light' | 'dark', Value>;

/**
 * Shades of a brand colour that have enough contrast with each theme's background, so that text in the background colour is also
 * readable on them. A colour without enough contrast is darkened (dark theme: lightened) in small steps until it has enough.
 * @param hex `#rrggbb`
 * @param grounds background colours as `#rrggbb`, near white for light and near black for dark
 */
export const toReadableShades = (hex: string, grounds: ByTheme<string>): ByTheme<Shades> => ({
  light: computeShades(Color(hex), Color(grounds.light), Color('black')),
  dark: computeShades(Color(hex), Color(grounds.dark), Color('white')),
});

/**
 * The shade of a brand colour on which a light drawing is visible. A colour without enough contrast is darkened in small steps
 * until it has enough.
 * @param hex `#rrggbb`
 * @param line `#rrggbb`, the darkest line of the drawing
 */
export const toVisibleGround = (hex: string, line: string): string => {
  const [colour, extreme] = [Color(hex), Color('black')];
  return mixWith(colour, extreme, computeMixWeight(colour, Color(line), extreme, VISIBLE))
    .hex()
    .toLowerCase();
};

function computeShades(colour: ColorInstance, ground: ColorInstance, extreme: ColorInstance): Shades {
  const weight = computeMixWeight(colour, ground, extreme, MIN_CONTRAST);
  const hex = (mixWeight: number) => mixWith(colour, extreme, mixWeight).hex().toLowerCase();
  return { action: hex(weight), hover: hex(weight + 3 * WEIGHT_STEP), onAction: ground.hex().toLowerCase() };
}

/** Mixes two colours and rounds the result to a hex value, because the contrast must hold for the colour that is shown. */
const mixWith = (colour: ColorInstance, extreme: ColorInstance, weight: number) =>
  Color(colour.mix(extreme, Math.min(weight, 1)).hex());

/** The share of `extreme` to mix into `colour` for the given contrast with `other`. */
function computeMixWeight(
  colour: ColorInstance,
  other: ColorInstance,
  extreme: ColorInstance,
  contrast: number,
): number {
  let weight = 0;
  while (mixWith(colour, extreme, weight).contrast(other) < contrast) weight += WEIGHT_STEP;
  return weight;
}
