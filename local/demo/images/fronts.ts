import { darken, lighten } from './colour.ts';
import type { Palette } from './room.ts';
import { group, line, rect } from './shapes.ts';

/** The style of doors: with a frame, plain with a bar handle, or plain with a groove instead of a handle. */
export type DoorStyle = 'shaker' | 'slab' | 'handleless';

/** The front of a door or drawer. The handle of a door is on the side that opens; the handle of a drawer is at the top. */
export function door(
  { furniture, metal }: Palette,
  style: DoorStyle,
  [x, y, width, height]: readonly [number, number, number, number],
  handle: 'left' | 'right' | 'top',
): string {
  const frame = Math.min(26, width * 0.16, height * 0.24);
  const parts = [
    rect(x, y, width, height, 'url(#front)'),
    rect(x + 1.5, y + 1.5, width - 3, height - 3, 'none', { stroke: darken(furniture, 0.3), 'stroke-width': 2 }),
    line(x + 3, y + 3, x + width - 3, y + 3, lighten(furniture, 0.3), 1.5),
  ];
  if (style === 'shaker') {
    parts.push(
      rect(x + frame, y + frame, width - 2 * frame, height - 2 * frame, darken(furniture, 0.06)),
      line(x + frame, y + frame, x + width - frame, y + frame, darken(furniture, 0.34), 2.5),
      line(x + frame, y + frame, x + frame, y + height - frame, darken(furniture, 0.28), 2),
      line(x + frame, y + height - frame, x + width - frame, y + height - frame, lighten(furniture, 0.26), 2),
    );
  }
  if (style === 'handleless') parts.push(rect(x + 2, y + 2, width - 4, 9, darken(furniture, 0.42)));
  else parts.push(bar(x, y, width, height, handle, metal));
  return group(parts);
}

function bar(
  x: number,
  y: number,
  width: number,
  height: number,
  handle: 'left' | 'right' | 'top',
  metal: string,
): string {
  if (handle === 'top') {
    const length = Math.min(90, width * 0.4);
    return rect(x + (width - length) / 2, y + Math.min(15, height * 0.25), length, 6, 'url(#metal)', { rx: 3 });
  }
  const length = Math.min(110, height * 0.34);
  const at = handle === 'left' ? x + 11 : x + width - 17;
  const top = height > 320 ? y + height * 0.45 : y + 16;
  return rect(at, top, 6, length, metal, { rx: 3 });
}

/** Adjacent doors of equal width, in pairs that open from the middle. */
export function doors(
  palette: Palette,
  style: DoorStyle,
  [x, y, width, height]: readonly [number, number, number, number],
  count: number,
): string {
  const each = width / count;
  return group(
    Array.from({ length: count }, (_, nth) =>
      door(palette, style, [x + nth * each, y, each, height], nth % 2 === 0 ? 'right' : 'left'),
    ),
  );
}

/** A stack of drawers whose heights increase downwards. */
export function drawers(
  palette: Palette,
  style: DoorStyle,
  [x, y, width, height]: readonly [number, number, number, number],
): string {
  const heights = [0.26, 0.34, 0.4];
  let top = y;
  return group(
    heights.map((share) => {
      const drawer = door(palette, style, [x, top, width, height * share], 'top');
      top += height * share;
      return drawer;
    }),
  );
}
