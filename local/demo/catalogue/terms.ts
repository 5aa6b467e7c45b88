/**
 * A colour of the demo's furniture. In pictures of this furniture, the walls have the colour `wall` and the accessories the
 * colour `accent`.
 */
export type DemoColour = {
  slug: string;
  name: string;
  hex: string;
  wall: string;
  accent: string;
  /** A sentence on the effect of the colour on a room, for the product description. */
  mood: string;
};

export const DEMO_COLOURS: DemoColour[] = [
  {
    slug: 'white',
    name: 'Porcelain White',
    hex: '#f1efe9',
    wall: '#d9d3c7',
    accent: '#6f8a72',
    mood: 'It reflects the light of even a small window back into the room.',
  },
  {
    slug: 'cashmere',
    name: 'Cashmere',
    hex: '#d8ccbc',
    wall: '#efe9df',
    accent: '#9c6b4f',
    mood: 'A warm neutral that flatters oak, brass and linen alike.',
  },
  {
    slug: 'dove-grey',
    name: 'Dove Grey',
    hex: '#b9bcbb',
    wall: '#eceae5',
    accent: '#c58f4d',
    mood: 'Calm and a little cool, it lets the worktop and handles stand out.',
  },
  {
    slug: 'sage-green',
    name: 'Sage Green',
    hex: '#7f9183',
    wall: '#e9e2d6',
    accent: '#b5673f',
    mood: 'Soft enough to live with for years, and at its best beside copper and oak.',
  },
  {
    slug: 'forest-green',
    name: 'Forest Green',
    hex: '#3c5445',
    wall: '#ebe4d3',
    accent: '#c98f3f',
    mood: 'Deep and quiet; brass handles glow against it.',
  },
  {
    slug: 'duck-egg',
    name: 'Duck Egg',
    hex: '#a9c0bd',
    wall: '#f2ede3',
    accent: '#d08c60',
    mood: 'The colour of a spring morning: fresh without being cold.',
  },
  {
    slug: 'denim-blue',
    name: 'Denim Blue',
    hex: '#5f7c94',
    wall: '#eee9df',
    accent: '#c97b4a',
    mood: 'A blue with some grey in it, as easy as a favourite pair of jeans.',
  },
  {
    slug: 'midnight-blue',
    name: 'Midnight Blue',
    hex: '#2e4057',
    wall: '#efeae2',
    accent: '#c78a4a',
    mood: 'Almost black by evening, and unmistakably blue by day.',
  },
  {
    slug: 'graphite',
    name: 'Graphite',
    hex: '#4b4f52',
    wall: '#e4dfd6',
    accent: '#a9b08f',
    mood: 'A dark frame for pale worktops that shows fewer fingerprints than black.',
  },
  {
    slug: 'blush',
    name: 'Plaster Pink',
    hex: '#d4ab9c',
    wall: '#f3ebe2',
    accent: '#7c4a4a',
    mood: 'The warmth of fresh plaster: gentle in the morning and glowing at night.',
  },
  {
    slug: 'natural-oak',
    name: 'Natural Oak',
    hex: '#b98f5f',
    wall: '#eeebe4',
    accent: '#57705c',
    mood: 'No two doors have the same grain, and it grows warmer with age.',
  },
  {
    slug: 'walnut',
    name: 'Walnut',
    hex: '#75543b',
    wall: '#e8e3d8',
    accent: '#6e8c86',
    mood: 'Rich and dark, more a piece of furniture than a fitting.',
  },
];

export const DEMO_STYLES = [
  { slug: 'shaker', name: 'Shaker' },
  { slug: 'slab', name: 'Slab' },
  { slug: 'handleless', name: 'Handleless' },
] as const;

export type DemoStyle = (typeof DEMO_STYLES)[number]['slug'];

export const DEMO_FINISHES = [
  { slug: 'satin', name: 'Satin' },
  { slug: 'matt', name: 'Matt' },
  { slug: 'high-gloss', name: 'High gloss' },
  { slug: 'wood-grain', name: 'Wood grain' },
] as const;

export type DemoFinish = (typeof DEMO_FINISHES)[number]['slug'];
