import { darken, lighten, mix } from './colour.ts';
import { type DoorStyle, door, doors, drawers } from './fronts.ts';
import { FLOOR, type Palette, pendant, plant, room, sashWindow } from './room.ts';
import { ellipse, group, line, path, polygon, rect, row, shadow } from './shapes.ts';

export type Kitchen = {
  palette: Palette;
  style: DoorStyle;
  /** A long island below three pendants; open shelves and a dining table; or three wall units and a short island. */
  layout: 'island' | 'shelves' | 'galley';
  mirrored: boolean;
};

const BASE_TOP = 560;
const PLINTH = 26;

/** A kitchen as an SVG document. */
export function kitchen({ palette, style, layout, mirrored }: Kitchen): string {
  const parts = {
    island: () => [
      sashWindow(150, 170, 300, 270),
      run(palette, style, 90, 1210),
      sink(palette, 300),
      hob(palette, 760),
      hood(palette, 760),
      wallUnits(palette, style, 905, 2),
      tall(palette, style),
      island(palette, style, 330, 1190),
      ...[520, 760, 1000].map((x) => pendant(x, 150, palette.accent)),
    ],
    shelves: () => [
      sashWindow(560, 160, 360, 270),
      run(palette, style, 90, 1210),
      sink(palette, 740),
      shelves(palette, 150),
      hob(palette, 1060),
      hood(palette, 1060),
      tall(palette, style),
      table(palette),
      pendant(640, 210, palette.accent),
      pendant(860, 210, palette.accent),
    ],
    galley: () => [
      wallUnits(palette, style, 120, 3),
      sashWindow(640, 170, 290, 260),
      run(palette, style, 90, 1210),
      sink(palette, 785),
      hob(palette, 1075),
      hood(palette, 1075),
      tall(palette, style),
      island(palette, style, 200, 900),
      plant(1310, 1010, 190),
      pendant(400, 190, palette.accent),
      pendant(690, 190, palette.accent),
    ],
  }[layout]();
  return room(palette, parts, mirrored);
}

/** Base units along the back wall with their worktop and the tiles above. */
function run(palette: Palette, style: DoorStyle, from: number, to: number): string {
  const { worktop, furniture, wall } = palette;
  const height = FLOOR - PLINTH - BASE_TOP;
  const units = Math.round((to - from) / 140);
  const width = (to - from) / units;
  const unit = (nth: number) => {
    const box = [from + nth * width, BASE_TOP, width, height] as const;
    return nth % 3 === 1 ? drawers(palette, style, box) : door(palette, style, box, nth % 2 ? 'left' : 'right');
  };
  return group([
    shadow(rect(from, FLOOR - 6, to - from, 30, '#000000')),
    tiles(from, 478, to - from, 68, lighten(mix(wall, worktop, 0.4), 0.35)),
    rect(from + 6, FLOOR - PLINTH, to - from - 12, PLINTH, darken(furniture, 0.55)),
    row(units, unit),
    rect(from - 8, BASE_TOP - 16, to - from + 16, 16, 'url(#top)'),
    rect(from - 8, BASE_TOP - 1, to - from + 16, 6, darken(worktop, 0.4), { opacity: 0.5 }),
  ]);
}

/** Glazed tiles in a running bond. */
function tiles(x: number, y: number, width: number, height: number, colour: string): string {
  const [w, h] = [46, 17];
  const course = (nth: number) => {
    const offset = nth % 2 ? w / 2 : 0;
    const joints = row(Math.floor((width - offset) / w) + 1, (each) => {
      const at = x + offset + each * w;
      return line(at, y + nth * h, at, y + nth * h + h, darken(colour, 0.13), 1.2);
    });
    return line(x, y + nth * h, x + width, y + nth * h, darken(colour, 0.13), 1.2) + joints;
  };
  return group([rect(x, y, width, height, colour), row(Math.floor(height / h), course)]);
}

function sink({ metal }: Palette, x: number): string {
  return group([
    rect(x - 70, BASE_TOP - 20, 140, 7, '#d9dcdc', { rx: 3 }),
    path(`M${x + 4},${BASE_TOP - 20} v-54 q0,-24 -24,-24 q-20,0 -20,18`, 'none', {
      stroke: darken(metal, 0.05),
      'stroke-width': 8,
      'stroke-linecap': 'round',
    }),
    line(x + 4, BASE_TOP - 44, x + 22, BASE_TOP - 52, metal, 6),
    rect(x + 96, BASE_TOP - 50, 20, 36, '#b98f63', { rx: 5 }),
    rect(x + 101, BASE_TOP - 60, 10, 12, '#40382f', { rx: 2 }),
  ]);
}

/** An oven below a hob with a pot on it. */
function hob({ metal }: Palette, x: number): string {
  const [left, top, width] = [x - 72, BASE_TOP + 8, 144];
  return group([
    rect(left, BASE_TOP + 2, width, FLOOR - PLINTH - BASE_TOP - 4, '#26292b', { rx: 3 }),
    rect(left + 12, top + 46, width - 24, 96, 'url(#glass)', { rx: 5, stroke: '#4a5054', 'stroke-width': 2 }),
    polygon(
      `${left + 24},${top + 52} ${left + 62},${top + 52} ${left + 34},${top + 136} ${left + 18},${top + 136}`,
      '#ffffff',
      { opacity: 0.08 },
    ),
    rect(left + 14, top + 32, width - 28, 6, metal, { rx: 3 }),
    row(4, (nth) => ellipse(left + 36 + nth * 24, top + 14, 6, 6, '#aab0b3')),
    rect(left + 4, BASE_TOP - 20, width - 8, 6, '#1b1d1f', { rx: 2 }),
    rect(x + 8, BASE_TOP - 54, 48, 34, '#a9694a', { rx: 5 }),
    rect(x + 4, BASE_TOP - 58, 56, 6, '#8c5439', { rx: 3 }),
    ellipse(x + 32, BASE_TOP - 62, 6, 4, '#40382f'),
  ]);
}

const hood = ({ furniture }: Palette, x: number) =>
  group([
    path(`M${x - 46},31 h92 v250 l46,74 v26 h-184 v-26 l46,-74 z`, 'url(#front)'),
    line(x - 46, 31, x - 46, 281, darken(furniture, 0.25), 2),
    rect(x - 94, 356, 188, 26, darken(furniture, 0.12)),
    rect(x - 94, 380, 188, 5, darken(furniture, 0.45)),
    ellipse(x, 410, 100, 60, 'url(#lamp)', { opacity: 0.5 }),
  ]);

function wallUnits(palette: Palette, style: DoorStyle, x: number, count: number): string {
  const width = 148 * count;
  return group([
    shadow(rect(x + 8, 392, width - 4, 22, '#000000')),
    doors(palette, style, [x, 130, width, 268], count),
    rect(x - 6, 116, width + 12, 16, lighten(palette.furniture, 0.06)),
    rect(x, 396, width, 6, darken(palette.furniture, 0.4)),
  ]);
}

/** Oak shelves with plates, bowls and jars. */
function shelves({ accent }: Palette, x: number): string {
  const crockery = (y: number, shift: number) =>
    row(6, (nth) => {
      const at = x + 26 + nth * 54;
      const colour =
        ['#f2ece0', accent, '#d6c3a4', '#ffffff', '#b7a58c', lighten(accent, 0.4)][(nth + shift) % 6] ?? '#ffffff';
      if ((nth + shift) % 3 === 0)
        return ellipse(at, y - 30, 25, 30, colour) + ellipse(at, y - 30, 15, 19, darken(colour, 0.06));
      if ((nth + shift) % 3 === 1) return path(`M${at - 24},${y - 30} h48 q0,30 -24,30 q-24,0 -24,-30 z`, colour);
      return rect(at - 15, y - 52, 30, 52, colour, { rx: 6 }) + rect(at - 12, y - 60, 24, 9, '#8b6a48', { rx: 3 });
    });
  return group(
    [240, 380].map((y, nth) =>
      group([
        shadow(rect(x, y + 12, 340, 14, '#000000')),
        crockery(y, nth * 2),
        rect(x - 4, y, 348, 15, '#b8895a', { rx: 2 }),
        line(x - 4, y + 2, x + 344, y + 2, '#cfa577', 2),
      ]),
    ),
  );
}

/** A fridge behind doors, and an oven at eye level. */
function tall(palette: Palette, style: DoorStyle): string {
  const [x, y, width] = [1230, 110, 290];
  const half = width / 2;
  const bottom = FLOOR - PLINTH;
  return group([
    shadow(rect(x - 10, y + 30, width + 20, FLOOR - y - 20, '#000000')),
    rect(x - 6, y - 14, width + 12, FLOOR - y + 14, darken(palette.furniture, 0.16)),
    rect(x + 6, bottom, width - 12, PLINTH, darken(palette.furniture, 0.55)),
    door(palette, style, [x, y, half, 400], 'right'),
    door(palette, style, [x, y + 400, half, bottom - y - 400], 'right'),
    door(palette, style, [x + half, y, half, 170], 'left'),
    rect(x + half + 4, y + 176, half - 8, 190, '#26292b', { rx: 3 }),
    rect(x + half + 16, y + 226, half - 32, 122, 'url(#glass)', { rx: 5, stroke: '#4a5054', 'stroke-width': 2 }),
    rect(x + half + 18, y + 212, half - 36, 6, palette.metal, { rx: 3 }),
    rect(x + half + 46, y + 186, half - 92, 18, '#0f1a20', { rx: 3 }),
    drawers(palette, style, [x + half, y + 370, half, bottom - y - 370]),
  ]);
}

function island(palette: Palette, style: DoorStyle, left: number, right: number): string {
  const [back, top, bottom] = [722, 768, 992];
  const { worktop, furniture, accent } = palette;
  const count = Math.round((right - left) / 170);
  return group([
    shadow(ellipse((left + right) / 2, bottom + 8, (right - left) * 0.56, 34, '#000000')),
    rect(left + 14, top + 14, right - left - 28, bottom - top - 36, 'url(#front)'),
    doors(palette, style, [left + 14, top + 16, right - left - 28, bottom - top - 42], count),
    rect(left + 24, bottom - 26, right - left - 48, 26, darken(furniture, 0.55)),
    polygon(
      `${left + 50},${back} ${right - 50},${back} ${right + 18},${top} ${left - 18},${top}`,
      lighten(worktop, 0.1),
    ),
    polygon(`${left + 120},${back} ${left + 330},${back} ${left + 210},${top} ${left - 18},${top}`, '#ffffff', {
      opacity: 0.16,
    }),
    rect(left - 18, top, right - left + 36, 20, darken(worktop, 0.1)),
    rect(left - 18, top + 18, right - left + 36, 10, '#000000', { opacity: 0.22 }),
    bowl((left + right) / 2 - 150, 752, accent),
    vase((left + right) / 2 + 170, 752),
    ...[0.24, 0.5, 0.76].map((share) => stool(left + (right - left) * share, accent)),
  ]);
}

function bowl(x: number, y: number, accent: string): string {
  const fruit = ['#d9a13b', '#c8642f', '#8a9a4a', '#d9a13b'];
  return group([
    shadow(ellipse(x, y, 70, 10, '#000000')),
    ...fruit.map((colour, nth) => ellipse(x - 36 + nth * 24, y - 42 - (nth % 2) * 10, 19, 18, colour)),
    path(`M${x - 66},${y - 38} h132 q-6,38 -66,38 q-60,0 -66,-38 z`, lighten(accent, 0.3)),
    line(x - 64, y - 37, x + 64, y - 37, lighten(accent, 0.6), 3),
  ]);
}

function vase(x: number, y: number): string {
  const twig = (angle: number) =>
    group(
      [
        line(0, 0, 0, -130, '#7c8b62', 3),
        ...[40, 66, 92, 118].map((at, nth) =>
          ellipse(nth % 2 ? 9 : -9, -at, 10, 6, nth % 2 ? '#8fa274' : '#6f8459', {
            transform: `rotate(${nth % 2 ? -30 : 30} 0 ${-at})`,
          }),
        ),
      ],
      { transform: `translate(${x} ${y - 56}) rotate(${angle})` },
    );
  return group([
    shadow(ellipse(x, y, 34, 7, '#000000')),
    ...[-26, -8, 10, 28].map(twig),
    path(`M${x - 13},${y - 70} h26 q-4,18 12,32 q10,38 -25,38 q-35,0 -25,-38 q16,-14 12,-32 z`, '#e9e2d4'),
    path(`M${x - 13},${y - 70} h9 q-4,20 -8,34 q-8,30 6,36 q-28,0 -19,-38 q16,-14 12,-32 z`, '#ffffff', {
      opacity: 0.5,
    }),
  ]);
}

function stool(x: number, accent: string): string {
  const leg = (at: number, slant: number) => line(x + at, 890, x + at + slant, 1042, '#6a4a2e', 8);
  return group([
    shadow(ellipse(x, 1042, 62, 10, '#000000')),
    leg(-38, -14),
    leg(38, 14),
    leg(-22, -4),
    leg(22, 4),
    line(x - 46, 984, x + 46, 984, '#6a4a2e', 6),
    path(
      `M${x - 52},872 q0,-14 14,-14 h76 q14,0 14,14 v10 q0,12 -14,12 h-76 q-14,0 -14,-12 z`,
      mix(accent, '#8a6a48', 0.35),
    ),
    line(x - 40, 862, x + 40, 862, lighten(mix(accent, '#8a6a48', 0.35), 0.3), 3),
  ]);
}

/** A dining table with chairs, in front of the kitchen. */
function table({ accent }: Palette): string {
  const wood = '#a9794c';
  const chair = (x: number) =>
    group([
      shadow(ellipse(x, 1040, 70, 10, '#000000')),
      ...[-52, 52].map((at) => line(x + at, 900, x + at * 1.08, 1036, darken(wood, 0.3), 9)),
      path(`M${x - 58},780 q58,-26 116,0 l-6,96 q-52,14 -104,0 z`, mix(accent, '#cbb79b', 0.3)),
      rect(x - 62, 884, 124, 26, mix(accent, '#a08a6c', 0.3), { rx: 10 }),
    ]);
  return group([
    shadow(ellipse(750, 1010, 430, 36, '#000000')),
    ...[400, 1100].map((x) => line(x, 830, x + (x < 750 ? -26 : 26), 1020, darken(wood, 0.18), 18)),
    polygon('400,770 1100,770 1200,826 300,826', lighten(wood, 0.12)),
    polygon('470,770 640,770 520,826 340,826', '#ffffff', { opacity: 0.12 }),
    rect(300, 826, 900, 20, darken(wood, 0.12)),
    bowl(660, 806, accent),
    vase(880, 806),
    chair(540),
    chair(960),
  ]);
}
