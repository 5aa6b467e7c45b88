type Rgb = readonly [red: number, green: number, blue: number];

const parse = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
const print = (rgb: number[]) => `#${rgb.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;

/** `share` (0 to 1) of the second colour in the first one; both as `#rrggbb`. */
export function mix(first: string, second: string, share: number): string {
  const [from, to] = [parse(first), parse(second)];
  return print(from.map((value, i) => value + ((to[i] ?? 0) - value) * share));
}

/** The colour in more light. */
export const lighter = (colour: string, share: number): string => mix(colour, '#ffffff', share);

/** The colour in shade, which is never quite black. */
export const darker = (colour: string, share: number): string => mix(colour, '#1c1712', share);
