type Attributes = Record<string, string | number | undefined>;

const formatAttributes = (attributes: Attributes) =>
  Object.entries(attributes)
    .flatMap(([name, value]) => (value === undefined ? [] : ` ${name}="${value}"`))
    .join('');

const element = (name: string, attributes: Attributes, content = '') =>
  `<${name}${formatAttributes(attributes)}>${content}</${name}>`;

export const rect = (
  x: number,
  y: number,
  width: number,
  height: number,
  fill: string,
  more: Attributes = {},
): string => element('rect', { x, y, width, height, fill, ...more });

export const ellipse = (cx: number, cy: number, rx: number, ry: number, fill: string, more: Attributes = {}): string =>
  element('ellipse', { cx, cy, rx, ry, fill, ...more });

/** A closed shape through points such as `0,0 10,0 5,8`. */
export const polygon = (points: string, fill: string, more: Attributes = {}): string =>
  element('polygon', { points, fill, ...more });

export const path = (d: string, fill: string, more: Attributes = {}): string => element('path', { d, fill, ...more });

export const line = (x1: number, y1: number, x2: number, y2: number, stroke: string, width: number): string =>
  element('line', { x1, y1, x2, y2, stroke, 'stroke-width': width, 'stroke-linecap': 'round' });

export const group = (parts: string[], more: Attributes = {}): string => element('g', more, parts.join(''));

const SOFTNESS = [34, 26, 18, 10, 2];

/**
 * A soft shadow of `shape`, drawn as outlines of decreasing width. An SVG blur would take four times as long as the
 * rest of the picture.
 */
export const shadow = (shape: string): string =>
  SOFTNESS.map((width) =>
    element('g', { stroke: '#000000', 'stroke-width': width, 'stroke-linejoin': 'round', opacity: 0.055 }, shape),
  ).join('');

/** `count` shapes, each drawn by `make` from its index. */
export const row = (count: number, make: (nth: number) => string): string =>
  Array.from({ length: count }, (_, nth) => make(nth)).join('');
