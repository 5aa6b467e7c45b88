import sharp from 'sharp';
import type { Category } from '../../../src/services/catalogue/product-query.ts';
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

const pickNth = <T>(list: readonly T[], nth: number): T => list[nth % list.length] as T;

/** A room of each category in each colour, for the demo's products and posts. The rooms are the same on every machine. */
export const demoRooms = (): DemoRoom[] =>
  DEMO_COLOURS.flatMap((colour, nth) => [createRoom('KITCHEN', colour, nth), createRoom('BEDROOM', colour, nth)]);

function createRoom(category: Category, colour: DemoColour, nth: number): DemoRoom {
  const style = pickNth(DEMO_STYLES, nth + Math.floor(nth / 3)).slug;
  const room = { palette: createPalette(colour, nth), style, mirrored: nth % 2 === 1 };
  const noun = category === 'KITCHEN' ? 'kitchen' : 'bedroom';
  return {
    ...{ category, colour },
    name: `${colour.slug}-${noun}.jpg`,
    alt: `A fitted ${noun} in ${colour.name}`,
    svg:
      category === 'KITCHEN'
        ? kitchen({ ...room, layout: pickNth(KITCHENS, nth) })
        : bedroom({ ...room, layout: pickNth(BEDROOMS, nth + 1) }),
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

const createPalette = ({ hex, wall, accent }: DemoColour, nth: number): Palette => ({
  ...{ furniture: hex, wall, accent },
  floor: pickNth(FLOORS, nth),
  worktop: pickNth(WORKTOPS, nth),
  metal: pickNth(METALS, nth),
});
