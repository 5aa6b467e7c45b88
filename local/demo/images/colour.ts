type Rgb = readonly [red: number, green: number, blue: number];

const toRgb = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
const toHex = (rgb: number[]) => `#${rgb.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;

/** The first colour mixed with a `share` (0 to 1) of the second; both as `#rrggbb`. */
export function mix(first: string, second: string, share: number): string {
  const [from, to] = [toRgb(first), toRgb(second)];
  return toHex(from.map((value, i) => value + ((to[i] ?? 0) - value) * share));
}

/** The colour mixed with a `share` of white. */
export const lighten = (colour: string, share: number): string => mix(colour, '#ffffff', share);

/** The colour mixed with a `share` of a shade that is almost black. */
export const darken = (colour: string, share: number): string => mix(colour, '#1c1712', share);
