import Color, { type ColorInstance } from 'color';

/** Of text (WCAG 2.2, 1.4.3). */
const READABLE = 4.5;
const STEP = 0.05;

/** Colours of one theme, each `#rrggbb`: of what acts, of what acts under the pointer, and of what is written on both. */
export type Shades = { action: string; hover: string; onAction: string };

/** One of each theme. */
type ByTheme<Value> = Record<'light' | 'dark', Value>;

/**
 * Shades of a brand's colour that can be read on the ground of their theme, and on which the ground's own colour can be read:
 * the colour itself where it will do, else as little darker (by night: lighter) as it takes.
 * @param hex `#rrggbb`
 * @param grounds `#rrggbb` each, near white by day and near black by night
 */
export const readableShades = (hex: string, grounds: ByTheme<string>): ByTheme<Shades> => ({
  light: shades(Color(hex), Color(grounds.light), Color('black')),
  dark: shades(Color(hex), Color(grounds.dark), Color('white')),
});

function shades(colour: ColorInstance, ground: ColorInstance, away: ColorInstance): Shades {
  // Rounded as it will be written: contrast is that of what is shown.
  const mixed = (weight: number) => Color(colour.mix(away, Math.min(weight, 1)).hex());
  let weight = 0;
  while (mixed(weight).contrast(ground) < READABLE) weight += STEP;
  const hex = (at: number) => mixed(at).hex().toLowerCase();
  return { action: hex(weight), hover: hex(weight + 3 * STEP), onAction: ground.hex().toLowerCase() };
}
