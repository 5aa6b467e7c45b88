import { darken, lighten, mix } from './colour.ts';
import { ellipse, group, line, path, polygon, rect, row, shadow } from './shapes.ts';

/** The size of a picture in pixels. */
export const WIDTH = 1600;
export const HEIGHT = 1067;

/** The y coordinate where the back wall meets the floor. */
export const FLOOR = 770;
const VANISHING = { x: 800, y: 330 };

/** The colours of a room, as `#rrggbb`. */
export type Palette = {
  /** The colour of the furniture, which is the product shown. */
  furniture: string;
  wall: string;
  floor: string;
  worktop: string;
  accent: string;
  metal: string;
};

/** A complete picture: the room around `parts`, lit from the window. */
export function room(palette: Palette, parts: string[], mirrored: boolean): string {
  const flip = mirrored ? { transform: `translate(${WIDTH} 0) scale(-1 1)` } : {};
  const content = [walls(palette), floor(palette), ...parts, ellipse(800, 520, 1130, 800, 'url(#vignette)')];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">
${definitions(palette)}${group(content, flip)}</svg>`;
}

const gradient = (id: string, stops: [offset: number, colour: string, opacity?: number][], vertical = true) =>
  `<linearGradient id="${id}" x1="0" y1="0" x2="${vertical ? 0 : 1}" y2="${vertical ? 1 : 0}">${formatStops(stops)}</linearGradient>`;

const glow = (id: string, stops: [offset: number, colour: string, opacity?: number][]) =>
  `<radialGradient id="${id}">${formatStops(stops)}</radialGradient>`;

const formatStops = (stops: [offset: number, colour: string, opacity?: number][]) =>
  stops
    .map(
      ([offset, colour, opacity = 1]) => `<stop offset="${offset}" stop-color="${colour}" stop-opacity="${opacity}"/>`,
    )
    .join('');

const definitions = ({ furniture, wall, worktop, metal }: Palette) => `<defs>
${gradient('wall', [
  [0, lighten(wall, 0.1)],
  [0.7, wall],
  [1, darken(wall, 0.12)],
])}
${gradient('sky', [
  [0, '#bcd9ee'],
  [0.65, '#e9f3f6'],
  [1, '#f8f4e6'],
])}
${gradient('front', [
  [0, lighten(furniture, 0.08)],
  [1, darken(furniture, 0.1)],
])}
${gradient('top', [
  [0, lighten(worktop, 0.12)],
  [1, darken(worktop, 0.06)],
])}
${gradient('metal', [
  [0, lighten(metal, 0.35)],
  [0.5, metal],
  [1, darken(metal, 0.25)],
])}
${gradient('glass', [
  [0, '#3b4044'],
  [0.45, '#202326'],
  [1, '#131517'],
])}
${gradient('beam', [
  [0, '#fff4d8', 0.34],
  [1, '#fff4d8', 0.05],
])}
${gradient('shade', [
  [0, '#000000', 0],
  [1, '#20160c', 0.3],
])}
${glow('lamp', [
  [0, '#ffe6b0', 0.75],
  [0.45, '#ffdf9e', 0.25],
  [1, '#ffdf9e', 0],
])}
${glow('vignette', [
  [0, '#000000', 0],
  [0.72, '#000000', 0],
  [1, '#20140a', 0.34],
])}
</defs>`;

const walls = ({ wall }: Palette) =>
  group([
    rect(0, 0, WIDTH, FLOOR, 'url(#wall)'),
    rect(0, 0, WIDTH, 26, lighten(wall, 0.55)),
    rect(0, 26, WIDTH, 5, darken(wall, 0.16)),
    rect(0, FLOOR - 34, WIDTH, 34, lighten(wall, 0.5)),
    rect(0, FLOOR - 36, WIDTH, 3, darken(wall, 0.14)),
  ]);

/** Floorboards that run to the vanishing point in slightly different shades, with daylight across them. */
function floor({ floor: colour }: Palette): string {
  const boards = 22;
  const x = (nth: number, y: number) => {
    const atBottom = -1100 + (nth * 3800) / boards;
    return VANISHING.x + ((atBottom - VANISHING.x) * (y - VANISHING.y)) / (HEIGHT - VANISHING.y);
  };
  const board = (nth: number) => {
    const shade = [0, 0.09, 0.03, 0.13, 0.06, 0.1, 0.02][(nth * 5) % 7] ?? 0;
    const [a, b, c, d] = [x(nth, FLOOR), x(nth + 1, FLOOR), x(nth + 1, HEIGHT), x(nth, HEIGHT)];
    const joint = FLOOR + 30 + ((nth * 97) % 220);
    return [
      polygon(`${a},${FLOOR} ${b},${FLOOR} ${c},${HEIGHT} ${d},${HEIGHT}`, darken(colour, shade)),
      line(a, FLOOR, d, HEIGHT, darken(colour, 0.28), 1.5),
      line(x(nth, joint), joint, x(nth + 1, joint), joint, darken(colour, 0.26), 1.5),
    ].join('');
  };
  return group([
    row(boards, board),
    rect(0, FLOOR, WIDTH, 60, 'url(#shade)', { transform: `rotate(180 ${WIDTH / 2} ${FLOOR + 30})` }),
    polygon('180,770 520,770 900,1067 300,1067', 'url(#beam)'),
  ]);
}

/** A sash window with a garden behind it. */
export function sashWindow(x: number, y: number, width: number, height: number): string {
  const [mx, my] = [x + width / 2, y + height / 2];
  const hedge = (cx: number, radius: number, colour: string) =>
    ellipse(x + cx * width, y + height - radius * 0.35, radius, radius * 0.8, colour);
  return group([
    rect(x - 22, y - 22, width + 44, height + 44, '#f4f1ea'),
    rect(x - 22, y - 22, width + 44, height + 44, 'none', { stroke: '#d4cec2', 'stroke-width': 3 }),
    `<clipPath id="pane"><rect x="${x}" y="${y}" width="${width}" height="${height}"/></clipPath>`,
    group(
      [
        rect(x, y, width, height, 'url(#sky)'),
        ellipse(x + width * 0.7, y + height * 0.24, 60, 20, '#ffffff', { opacity: 0.7 }),
        hedge(0.1, height * 0.42, '#8fae84'),
        hedge(0.52, height * 0.34, '#a3bd8f'),
        hedge(0.92, height * 0.48, '#7d9e76'),
        hedge(0.34, height * 0.22, '#6d9069'),
        hedge(0.74, height * 0.2, '#86a878'),
      ],
      { 'clip-path': 'url(#pane)' },
    ),
    line(mx, y, mx, y + height, '#f4f1ea', 12),
    line(x, my, x + width, my, '#f4f1ea', 14),
    rect(x - 34, y + height + 18, width + 68, 16, '#faf8f3'),
    rect(x - 34, y + height + 32, width + 68, 5, '#cfc8ba'),
  ]);
}

/** A pendant lamp. */
export const pendant = (x: number, drop: number, colour: string): string =>
  group([
    ellipse(x, drop + 66, 150, 130, 'url(#lamp)'),
    line(x, 26, x, drop, '#3c3630', 3),
    path(`M${x - 12},${drop} h24 q6,26 46,54 q8,8 8,16 h-132 q0,-8 8,-16 q40,-28 46,-54 z`, colour),
    path(`M${x - 12},${drop} h10 q-2,30 -38,70 h-26 q0,-8 8,-16 q40,-28 46,-54 z`, lighten(colour, 0.22), {
      opacity: 0.6,
    }),
    ellipse(x, drop + 71, 64, 7, '#fff0c8'),
  ]);

/** A framed picture of soft shapes on the wall. */
export const wallPicture = (x: number, y: number, width: number, height: number, accent: string): string =>
  group([
    shadow(rect(x + 5, y + 8, width, height, '#000000')),
    rect(x, y, width, height, '#fbfaf6', { stroke: '#8a6a45', 'stroke-width': 7 }),
    ellipse(x + width * 0.58, y + height * 0.36, width * 0.17, width * 0.17, mix(accent, '#e8b98a', 0.5)),
    path(
      `M${x + width * 0.14},${y + height * 0.8} q${width * 0.2},${-height * 0.42} ${width * 0.38},${-height * 0.1} q${width * 0.14},${-height * 0.2} ${width * 0.34},${height * 0.1} z`,
      accent,
    ),
  ]);

/** A pot plant standing at (x, y). */
export function plant(x: number, y: number, size: number): string {
  const leaf = (nth: number) => {
    const angle = -74 + nth * 21;
    const colour = ['#5f7f58', '#74946a', '#4d6c49'][nth % 3] ?? '#5f7f58';
    return path(`M0,0 q${size * 0.2},${-size * 0.5} 0,${-size} q${-size * 0.2},${size * 0.5} 0,${size} z`, colour, {
      transform: `translate(${x} ${y - size * 0.42}) rotate(${angle})`,
    });
  };
  return group([
    shadow(ellipse(x, y, size * 0.42, size * 0.08, '#000000')),
    row(8, leaf),
    path(
      `M${x - size * 0.27},${y - size * 0.5} h${size * 0.54} l${-size * 0.08},${size * 0.5} h${-size * 0.38} z`,
      '#c9b59a',
    ),
    rect(x - size * 0.3, y - size * 0.53, size * 0.6, size * 0.09, '#d8c7ad'),
  ]);
}
