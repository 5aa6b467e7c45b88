import type { Category } from '../../../src/services/catalogue/product-query.ts';
import type { DemoFinish, DemoStyle } from './terms.ts';

export type DemoRange = {
  slug: string;
  name: string;
  category: Category;
  style: DemoStyle;
  finish: DemoFinish;
  /** The kind of product, which the title contains between the range and the colour. */
  noun: string;
  /** The price in pence for an average-sized room. */
  from: number;
  summary: string;
  text: string;
  details: string[];
  /** The slugs of the colours in which the range is sold. */
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
    summary: 'A five-piece Shaker door in painted ash, made for family kitchens.',
    text: 'Ashford is the kitchen we fit most often. Its five-piece ash doors are made and painted in our own workshop, so that you can just feel the grain under the paint.',
    details: [
      'Solid ash frames, 22 mm',
      'Soft-close oak drawers',
      'Cup or bar handles',
      '15-year guarantee on cabinets',
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
    summary: 'Clean lines without handles, in a matt finish that resists fingerprints.',
    text: 'A groove along the top of each Clifton door replaces the handle: nothing sticks out, and an island looks like a single block. The matt lacquer is warm to the touch, and a little heat removes small scratches.',
    details: [
      '19 mm doors in matt lacquer',
      'Grooves in the colour of the doors, or in brass',
      'Full-height units up to 2.4 m',
      '15-year guarantee on cabinets',
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
    summary: 'Plain gloss doors that make the most of the light, at an affordable price.',
    text: 'Hartley is a plain slab door with a deep gloss. It makes the most of whatever light there is, which is why we like it for galley kitchens and basements, and it wipes clean with a damp cloth.',
    details: [
      '18 mm doors, lacquered on both sides',
      'Bow or bar handles',
      'Fitted in three working days',
      '10-year guarantee on cabinets',
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
    summary: 'Narrow Shaker frames and real timber, for kitchens that are lived in.',
    text: 'Marlow combines timber and paint: a slim 45 mm frame in oak or walnut, or the same door painted, to mix as you like. Many customers choose a timber island in front of a painted wall.',
    details: [
      'Slim 45 mm Shaker frame',
      'Oiled oak and walnut, or painted',
      'Dovetailed drawers',
      '20-year guarantee on cabinets',
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
    summary: 'Fitted Shaker wardrobes from wall to wall, scribed to your ceiling.',
    text: 'Dunmore wardrobes are made to measure and scribed to walls and ceilings, which are never quite straight. You choose what goes inside: full-length hanging, shelves, drawers and shoe storage.',
    details: [
      'Made to measure in height and width',
      'Cedar-lined drawers',
      'Lights that come on when you open the door',
      '15-year guarantee',
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
    text: 'Elara makes a small bedroom feel larger. Gloss doors reflect daylight to the far wall, and the bridging units over the bed hold suitcases and winter duvets.',
    details: [
      'Doors lacquered on both sides',
      'Bridging units with reading lights',
      'Matching bedside tables',
      '10-year guarantee',
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
    summary: 'Tall, calm wardrobe doors without a handle in sight.',
    text: 'Fenwick doors run from floor to ceiling, and open at a touch or by a groove. Closed, they form a calm wall of colour; inside, they hold more than you would think.',
    details: [
      'Doors up to 2.7 m high',
      'Touch-to-open or grooves',
      'Dressing table and chests of drawers',
      '15-year guarantee',
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
    text: 'For Rowan we cut the veneers for a whole wall from one log, so that the grain runs from door to door. The painted colours are designed to go with it.',
    details: ['Veneers matched across doors', 'Oiled or painted', 'Leather pulls on request', '20-year guarantee'],
    colours: WOODS,
  },
];
