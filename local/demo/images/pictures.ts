import sharp from 'sharp';
import type { Category } from '../../../src/services/catalogue/categories.ts';
import { DEMO_COLOURS, DEMO_STYLES, type DemoColour } from '../catalogue/terms.ts';
import { bedroom } from './bedroom.ts';
import { kitchen } from './kitchen.ts';
import type { Palette } from './room.ts';

type Picture = { category: Category; colour: DemoColour; name: string; alt: string };

export type DemoRoom = Picture & { svg: string };

export type DemoPicture = Picture & { bytes: Buffer };

const FLOORS = ['#b98e62', '#a67c52', '#8b6a4a', '#c4a27a'];
const WORKTOPS = ['#efece6', '#f4f2ee', '#5a5a58', '#c19a6b'];
const METALS = ['#b08d57', '#6d7275', '#b08d57', '#8f7a5c'];
const KITCHENS = ['island', 'shelves', 'galley'] as const;
const BEDROOMS = ['beside', 'around', 'drawers'] as const;

const nthOf = <T>(list: readonly T[], nth: number): T => list[nth % list.length] as T;

/** A room in each colour, one of each category: what products and posts of the demo show. The same on every machine. */
export const demoRooms = (): DemoRoom[] =>
  DEMO_COLOURS.flatMap((colour, nth) => [roomOf('KITCHEN', colour, nth), roomOf('BEDROOM', colour, nth)]);

function roomOf(category: Category, colour: DemoColour, nth: number): DemoRoom {
  const style = nthOf(DEMO_STYLES, nth + Math.floor(nth / 3)).slug;
  const room = { palette: paletteOf(colour, nth), style, mirrored: nth % 2 === 1 };
  const noun = category === 'KITCHEN' ? 'kitchen' : 'bedroom';
  return {
    ...{ category, colour },
    name: `${colour.slug}-${noun}.jpg`,
    alt: `A ${noun} with furniture in ${colour.name}`,
    svg:
      category === 'KITCHEN'
        ? kitchen({ ...room, layout: nthOf(KITCHENS, nth) })
        : bedroom({ ...room, layout: nthOf(BEDROOMS, nth + 1) }),
  };
}

/** The rooms as JPEG files. */
export const drawPictures = (rooms: DemoRoom[]): Promise<DemoPicture[]> =>
  Promise.all(
    rooms.map(async ({ svg, ...room }) => ({
      ...room,
      bytes: await sharp(Buffer.from(svg)).jpeg({ quality: 84 }).toBuffer(),
    })),
  );

const paletteOf = ({ hex, wall, accent }: DemoColour, nth: number): Palette => ({
  ...{ furniture: hex, wall, accent },
  floor: nthOf(FLOORS, nth),
  worktop: nthOf(WORKTOPS, nth),
  metal: nthOf(METALS, nth),
});
