import type { Category } from '../../../src/services/catalogue/categories.ts';
import type { DemoFinish, DemoStyle } from './terms.ts';

export type DemoRange = {
  slug: string;
  name: string;
  category: Category;
  style: DemoStyle;
  finish: DemoFinish;
  /** What it is called after its name and before its colour. */
  noun: string;
  /** Pence, for a room of ordinary size. */
  from: number;
  summary: string;
  text: string;
  details: string[];
  /** Slugs. */
  colours: string[];
};

const PAINTS = [
  'white',
  'cashmere',
  'dove-grey',
  'sage-green',
  'forest-green',
  'duck-egg',
  'midnight-blue',
  'graphite',
];
const SOFT = ['white', 'cashmere', 'dove-grey', 'sage-green', 'duck-egg', 'denim-blue', 'midnight-blue', 'blush'];
const MODERN = ['white', 'cashmere', 'dove-grey', 'denim-blue', 'midnight-blue', 'graphite', 'forest-green', 'blush'];
const WOODS = ['natural-oak', 'walnut', 'white', 'cashmere', 'graphite', 'sage-green', 'forest-green', 'denim-blue'];

export const DEMO_RANGES: DemoRange[] = [
  {
    ...{
      slug: 'ashford',
      name: 'Ashford',
      category: 'KITCHEN',
      style: 'shaker',
      finish: 'satin',
      noun: 'Shaker kitchen',
    },
    from: 789_500,
    summary: 'A five-piece shaker door in painted ash, made for family kitchens.',
    text: 'Ashford is the kitchen that we fit most often. Its five-piece doors are jointed in ash and painted in our own workshop, so that the grain can just be felt under the paint.',
    details: [
      'Solid ash frames, 22 mm',
      'Soft-closing drawers of oak',
      'Cup or bar handles',
      '15 year guarantee on cabinets',
    ],
    colours: PAINTS,
  },
  {
    ...{
      slug: 'clifton',
      name: 'Clifton',
      category: 'KITCHEN',
      style: 'handleless',
      finish: 'matt',
      noun: 'handleless kitchen',
    },
    from: 942_000,
    summary: 'Clean lines without handles, in a matt surface that hides fingerprints.',
    text: 'Clifton opens by a groove along the top of each front: nothing sticks out, and an island looks like one block. The matt lacquer is warm to the touch and heals small scratches with a little heat.',
    details: [
      '19 mm fronts with matt lacquer',
      'Grooves in the colour of the fronts or in brass',
      'Full-height units up to 2.4 m',
      '15 year guarantee on cabinets',
    ],
    colours: MODERN,
  },
  {
    ...{
      slug: 'hartley',
      name: 'Hartley',
      category: 'KITCHEN',
      style: 'slab',
      finish: 'high-gloss',
      noun: 'gloss kitchen',
    },
    from: 614_000,
    summary: 'Plain gloss fronts that make the most of the light, at a friendly price.',
    text: 'Hartley is a plain slab front with a deep gloss. It doubles what light there is, which is why we like it for galley kitchens and basements, and a damp cloth is all that it needs.',
    details: [
      '18 mm fronts, lacquered on both sides',
      'Bow or bar handles',
      'Fits a room in three working days',
      '10 year guarantee on cabinets',
    ],
    colours: MODERN,
  },
  {
    ...{
      slug: 'marlow',
      name: 'Marlow',
      category: 'KITCHEN',
      style: 'shaker',
      finish: 'wood-grain',
      noun: 'timber kitchen',
    },
    from: 1_124_000,
    summary: 'Narrow shaker frames and real timber, for kitchens that are lived in.',
    text: 'Marlow mixes timber with paint: a slim frame of 45 mm in oak or walnut, or the same door painted, to be combined as you like. Many choose an island in timber before a painted wall.',
    details: [
      'Slim shaker frame of 45 mm',
      'Oiled oak and walnut, or painted',
      'Dovetailed drawers',
      '20 year guarantee on cabinets',
    ],
    colours: WOODS,
  },
  {
    ...{
      slug: 'dunmore',
      name: 'Dunmore',
      category: 'BEDROOM',
      style: 'shaker',
      finish: 'satin',
      noun: 'Shaker bedroom',
    },
    from: 462_000,
    summary: 'Fitted shaker wardrobes from wall to wall, scribed to your ceiling.',
    text: 'Dunmore wardrobes are made to the centimetre and scribed to walls and ceilings that are never quite straight. Inside there is what you ask for: long hanging, shelves, drawers, a place for shoes.',
    details: [
      'Made to measure in height and width',
      'Cedar-lined drawers',
      'Lights that come on with the door',
      '15 year guarantee',
    ],
    colours: SOFT,
  },
  {
    ...{
      slug: 'elara',
      name: 'Elara',
      category: 'BEDROOM',
      style: 'slab',
      finish: 'high-gloss',
      noun: 'gloss bedroom',
    },
    from: 398_000,
    summary: 'Bright gloss wardrobes with bridging units over the bed.',
    text: 'Elara makes a small bedroom larger. Gloss fronts carry the daylight to the far wall, and the bridging units over the bed take the suitcases and the winter duvets.',
    details: [
      'Fronts lacquered on both sides',
      'Bridging units with reading lights',
      'Bedside tables to match',
      '10 year guarantee',
    ],
    colours: SOFT,
  },
  {
    ...{
      slug: 'fenwick',
      name: 'Fenwick',
      category: 'BEDROOM',
      style: 'handleless',
      finish: 'matt',
      noun: 'handleless bedroom',
    },
    from: 536_000,
    summary: 'Tall, quiet wardrobe fronts without a handle in sight.',
    text: 'Fenwick fronts run from floor to ceiling and open with a touch or by a groove. Closed, they are a calm wall of colour; open, they hold more than you would think.',
    details: [
      'Fronts up to 2.7 m high',
      'Touch-to-open or grooves',
      'Dressing table and chests of drawers',
      '15 year guarantee',
    ],
    colours: MODERN,
  },
  {
    ...{
      slug: 'rowan',
      name: 'Rowan',
      category: 'BEDROOM',
      style: 'slab',
      finish: 'wood-grain',
      noun: 'timber bedroom',
    },
    from: 574_000,
    summary: 'Warm timber wardrobes and drawers, matched grain to grain.',
    text: 'For Rowan we lay the veneers of a whole wall from one log, so that the grain runs on from door to door. The painted colours are meant to stand beside it.',
    details: ['Veneers matched across doors', 'Oiled or painted', 'Leather pulls on request', '20 year guarantee'],
    colours: WOODS,
  },
];
