import { darken, lighten, mix } from './colour.ts';
import { type DoorStyle, door, doors } from './fronts.ts';
import { FLOOR, type Palette, plant, room, sashWindow, wallPicture } from './room.ts';
import { ellipse, group, line, path, polygon, rect, row, shadow } from './shapes.ts';

export type Bedroom = {
  palette: Palette;
  style: DoorStyle;
  /** Wardrobes beside the bed, wardrobes around it, or low drawers below a window. */
  layout: 'beside' | 'around' | 'drawers';
  mirrored: boolean;
};

/** A bedroom as an SVG document. */
export function bedroom({ palette, style, layout, mirrored }: Bedroom): string {
  const { accent } = palette;
  const parts = {
    beside: () => [
      sashWindow(110, 190, 240, 320),
      curtains(80, 165, 300, 590, accent),
      wallPicture(520, 170, 130, 170, accent),
      wallPicture(675, 170, 130, 170, mix(accent, '#c98f5e', 0.4)),
      wardrobe(palette, style, 1110, 440, 4),
      rug(palette, 660),
      bedside(palette, style, 290),
      bedside(palette, style, 1030),
      bed(palette, 660),
      plant(70, 900, 170),
    ],
    around: () => [
      wardrobe(palette, style, 60, 310, 3),
      wardrobe(palette, style, 1230, 310, 3),
      bridge(palette, style, 370, 860),
      rug(palette, 800),
      bedside(palette, style, 434),
      bedside(palette, style, 1166),
      bed(palette, 800),
    ],
    drawers: () => [
      sashWindow(1215, 170, 280, 290),
      curtains(1175, 145, 360, 610, accent),
      wallPicture(560, 190, 260, 160, accent),
      wardrobe(palette, style, 18, 218, 2),
      rug(palette, 690),
      chest(palette, style, 1150, 420),
      bedside(palette, style, 314),
      bedside(palette, style, 1066),
      bed(palette, 690),
    ],
  }[layout]();
  return room(palette, parts, mirrored);
}

function wardrobe(palette: Palette, style: DoorStyle, x: number, width: number, count: number): string {
  const [top, bottom] = [92, FLOOR - 22];
  return group([
    shadow(rect(x - 12, top + 40, width + 24, FLOOR - top - 20, '#000000')),
    rect(x - 6, top - 18, width + 12, 20, lighten(palette.furniture, 0.1)),
    rect(x - 3, top, width + 6, FLOOR - top, darken(palette.furniture, 0.18)),
    doors(palette, style, [x, top, width, bottom - top], count),
    rect(x, bottom, width, 22, darken(palette.furniture, 0.4)),
  ]);
}

/** Cupboards over the bed that connect two wardrobes, with lights underneath. */
function bridge(palette: Palette, style: DoorStyle, x: number, width: number): string {
  return group([
    rect(x, 250, width, FLOOR - 270, mix(palette.wall, palette.furniture, 0.22)),
    row(9, (nth) =>
      line(x + ((nth + 1) * width) / 10, 258, x + ((nth + 1) * width) / 10, 740, darken(palette.wall, 0.12), 2),
    ),
    shadow(rect(x, 240, width, 34, '#000000')),
    doors(palette, style, [x, 92, width, 156], 6),
    rect(x - 6, 74, width + 12, 20, lighten(palette.furniture, 0.1)),
    rect(x, 246, width, 7, darken(palette.furniture, 0.4)),
    ...[0.2, 0.5, 0.8].map((share) => ellipse(x + width * share, 290, 120, 110, 'url(#lamp)')),
  ]);
}

function curtains(x: number, y: number, width: number, height: number, accent: string): string {
  const fabric = mix(accent, '#f1e9dc', 0.72);
  const side = (from: number) =>
    row(5, (nth) => rect(from + nth * 14, y + 10, 15, height, nth % 2 ? darken(fabric, 0.1) : fabric, { rx: 5 }));
  return group([
    side(x - 34),
    side(x + width - 36),
    line(x - 56, y, x + width + 56, y, '#6b5a47', 8),
    ellipse(x - 58, y, 10, 10, '#6b5a47'),
    ellipse(x + width + 58, y, 10, 10, '#6b5a47'),
  ]);
}

function rug({ accent }: Palette, x: number): string {
  const colour = mix(accent, '#ece2d2', 0.66);
  return group([
    polygon(`${x - 470},850 ${x + 470},850 ${x + 610},1046 ${x - 610},1046`, darken(colour, 0.08)),
    polygon(`${x - 446},860 ${x + 446},860 ${x + 572},1034 ${x - 572},1034`, colour),
    polygon(`${x - 410},876 ${x + 410},876 ${x + 518},1014 ${x - 518},1014`, 'none', {
      stroke: darken(colour, 0.18),
      'stroke-width': 5,
    }),
  ]);
}

function bed({ accent, furniture }: Palette, x: number): string {
  const linen = '#f6f2ea';
  const head = mix(furniture, '#d9cab3', 0.5);
  const throwOver = mix(accent, '#7a6a58', 0.15);
  const channel = (nth: number) => line(x - 246 + nth * 62, 452, x - 246 + nth * 62, 700, darken(head, 0.16), 3);
  return group([
    shadow(polygon(`${x - 330},960 ${x + 330},960 ${x + 380},1010 ${x - 380},1010`, '#000000')),
    rect(x - 300, 430, 600, 330, head, { rx: 26 }),
    rect(x - 300, 430, 600, 14, lighten(head, 0.3), { rx: 7 }),
    row(9, channel),
    // The mattress, the duvet, and the part that hangs down in front.
    path(`M${x - 288},660 h576 l64,232 h-704 z`, darken(linen, 0.05)),
    path(`M${x - 286},690 q286,-34 572,0 l66,206 q-352,30 -704,0 z`, linen),
    path(`M${x - 352},894 q352,32 704,0 l4,86 q-356,28 -712,0 z`, darken(linen, 0.08)),
    path(`M${x - 330},822 q330,34 660,0 l22,74 q-352,32 -704,0 z`, throwOver),
    path(`M${x - 352},894 q352,32 704,0 l2,50 q-354,30 -708,0 z`, darken(throwOver, 0.14)),
    row(11, (nth) =>
      line(x - 300 + nth * 60, 946 + (nth % 2) * 4, x - 300 + nth * 60, 962, darken(throwOver, 0.14), 5),
    ),
    path(`M${x - 120},700 q40,60 10,118`, 'none', { stroke: darken(linen, 0.1), 'stroke-width': 3 }),
    path(`M${x + 150},704 q-30,50 4,112`, 'none', { stroke: darken(linen, 0.1), 'stroke-width': 3 }),
    pillow(x - 142, 640, 240, 110, '#fffdf8'),
    pillow(x + 142, 640, 240, 110, '#fffdf8'),
    pillow(x - 96, 674, 170, 84, mix(accent, '#efe6d8', 0.55)),
    pillow(x + 96, 674, 170, 84, mix(accent, '#efe6d8', 0.55)),
    pillow(x, 694, 150, 66, accent),
    ...[-340, 340].map((at) => rect(x + at - 9, 968, 18, 34, '#5d4128', { rx: 3 })),
  ]);
}

function pillow(x: number, y: number, width: number, height: number, colour: string): string {
  const [w, h] = [width / 2, height / 2];
  return group([
    path(
      `M${x - w},${y - h * 0.7} q${w},${-h * 0.7} ${width},0 q${w * 0.14},${h * 0.8} 0,${h * 1.5} q${-w},${h * 0.5} ${-width},0 q${-w * 0.14},${-h * 0.7} 0,${-h * 1.5} z`,
      colour,
    ),
    path(`M${x - w},${y + h * 0.8} q${w},${h * 0.5} ${width},0 q${-w},${-h * 0.1} ${-width},0 z`, darken(colour, 0.12)),
  ]);
}

/** A bedside table with a lamp that is on. */
function bedside(palette: Palette, style: DoorStyle, x: number): string {
  return group([
    shadow(ellipse(x, FLOOR + 34, 86, 12, '#000000')),
    ellipse(x, 540, 190, 170, 'url(#lamp)'),
    rect(x - 62, 652, 124, 152, darken(palette.furniture, 0.14)),
    door(palette, style, [x - 58, 660, 116, 66], 'top'),
    door(palette, style, [x - 58, 728, 116, 70], 'top'),
    rect(x - 68, 642, 136, 14, 'url(#top)'),
    ellipse(x, 638, 26, 6, '#7a6146'),
    rect(x - 4, 578, 8, 60, '#9b7c57'),
    path(`M${x - 34},520 h68 l18,62 h-104 z`, '#fdf1d6'),
    path(`M${x - 34},520 h20 l-8,62 h-30 z`, '#ffffff', { opacity: 0.4 }),
    rect(x + 30, 630, 34, 12, palette.accent),
    rect(x + 34, 620, 28, 10, '#e5dccb'),
  ]);
}

/** Low drawers with books and a plant on top. */
function chest(palette: Palette, style: DoorStyle, x: number, width: number): string {
  const half = width / 2;
  const drawer = (nth: number) => {
    const box = [x + (nth % 2) * half, 566 + Math.floor(nth / 2) * 74, half, 72] as const;
    return door(palette, style, box, 'top');
  };
  return group([
    shadow(rect(x, FLOOR + 4, width, 36, '#000000')),
    rect(x - 6, 560, width + 12, 236, darken(palette.furniture, 0.16)),
    row(6, drawer),
    rect(x - 14, 546, width + 28, 18, 'url(#top)'),
    ...[0, 1, 2].map((nth) =>
      rect(x + 44, 534 - nth * 13, 96 - nth * 10, 12, [palette.accent, '#d8cbb6', '#8d7558'][nth] ?? '#d8cbb6'),
    ),
    plant(x + width - 76, 548, 104),
  ]);
}
