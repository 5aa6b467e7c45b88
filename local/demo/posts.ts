import type { Part } from './rich-text.ts';

export type DemoPost = {
  title: string;
  slug: string;
  excerpt: string;
  /** Category and colour of the cover picture. */
  cover: string;
  daysAgo: number;
  parts: Part[];
};

/** The posts of the demo blog, newest first. */
export const DEMO_POSTS: DemoPost[] = [
  {
    title: 'Choosing a kitchen colour that you will still like in ten years',
    slug: 'choosing-a-kitchen-colour',
    excerpt:
      'Bring samples home, look at them at breakfast and at nine in the evening, and start from what will not change.',
    cover: 'KITCHEN sage-green',
    daysAgo: 6,
    parts: [
      'A kitchen stays for fifteen years or more; a favourite colour may not. That is no reason to settle for beige. It is a reason to choose slowly, and in the right order.',
      { heading: 'Start from what will not change' },
      'The floor, the light and the view are there before the kitchen is. A north-facing room makes greys look colder and greens greyer; afternoon sun turns every cream yellow. Hold the sample against your own floor, not against the white wall of a showroom.',
      { heading: 'Look twice a day' },
      'We lend out whole doors rather than chips, because a five-centimetre chip tells you nothing about a four-metre wall. Stand the door where the tall units will go and leave it there for a week. What looked like a safe grey on Saturday is often blue by Tuesday morning.',
      { heading: 'Put the brave colour where it can be painted' },
      {
        list: [
          'An island has a fifth of the doors and all of the character.',
          'Painted timber can be repainted; foil and gloss cannot.',
          'Walls and bar stools are cheap to change. Leave fashion to them.',
        ],
      },
      {
        quote: 'We went for green on the island only. Two years later we had the rest painted to match.',
        by: 'A customer in Finchley',
      },
      'Sage, duck egg and the deep blues have been our most popular colours every year since we opened. If you cannot decide between two, have both: a two-tone kitchen costs the same.',
    ],
  },
  {
    title: 'Ten centimetres that make a small kitchen work',
    slug: 'small-kitchens',
    excerpt:
      'Where to find space in a two-metre galley kitchen, and which of the usual tricks are not worth the money.',
    cover: 'KITCHEN white',
    daysAgo: 21,
    parts: [
      'Half of the kitchens we measure in London are under eight square metres. Most of them have more room than their owners think; it is just in the wrong places.',
      { heading: 'Above the wall units' },
      'The gap between wall units and ceiling collects dust and vases. Units that reach the ceiling add a third to the storage on a wall, and make the room look taller. The top shelf is for the fondue set.',
      { heading: 'Inside the corner' },
      'A carousel in a corner wastes about a third of it. Two deep drawers beside a blind corner hold more and cost less, and nobody has to kneel on the floor.',
      { heading: 'In front of the worktop' },
      'If you have ten centimetres to spare in the aisle, give them to the worktop. At 70 centimetres instead of 60, the kettle sits behind your work rather than in the way of it.',
      { heading: 'What we would leave out' },
      {
        list: [
          'Pull-out larders under 30 cm: the mechanism is wider than the jars.',
          'A second sink.',
          'Open shelves over the hob.',
        ],
      },
      'Pale gloss doors do help. So do lights under the wall units, and a windowsill made from the same piece as the worktop.',
    ],
  },
  {
    title: 'A bedroom that stays tidy by itself',
    slug: 'fitted-wardrobes',
    excerpt: 'Count what you own before you draw a wardrobe. It takes an hour and saves a metre.',
    cover: 'BEDROOM cashmere',
    daysAgo: 48,
    parts: [
      'Most wardrobes are designed by guesswork: so many hangers, so many shelves. The ones that work begin with a count.',
      { heading: 'Count first' },
      'Take everything out of the old one. Coats and dresses need 150 centimetres of hanging height, shirts and jackets 100. Folded clothes are best in drawers, where you can see them from above. In most households, two thirds of the hanging space can be double.',
      { heading: 'Doors decide what you see' },
      'Hinged doors show you everything at once. Sliding doors save the space in front, but always hide half. Where the bed is closer than 70 centimetres, we make narrow hinged doors: a 40-centimetre door needs less room than you would think.',
      { heading: 'Up to the ceiling, into the slope' },
      'Old houses have no straight lines. We scribe the infill panels to the plaster, so that nothing can fall down behind, and use the depth under a sloping ceiling for drawers.',
      {
        quote: 'The best part is the drawer for clothes that are neither clean nor dirty.',
        by: 'Carys, designer in Clapham',
      },
      'Finally, the lighting: a strip that comes on with the door costs little, and settles every argument about navy and black.',
    ],
  },
  {
    title: 'What happens on the day we measure',
    slug: 'home-measurement',
    excerpt: 'Ninety minutes, a laser measure, and some questions that may surprise you.',
    cover: 'KITCHEN natural-oak',
    daysAgo: 83,
    parts: [
      'Every one of our kitchens begins with a visit of about ninety minutes. You do not need to clear the worktops, and you do not need to know what you want.',
      { heading: 'First we listen' },
      'How many of you cook at the same time? Who unpacks the shopping, and where do the bags go in the meantime? Is the table used for homework as well? Your answers shape the plan more than the walls do.',
      { heading: 'Then we measure' },
      'A laser measures the room to the millimetre, crooked corners included. We look for the stopcock, the fuse box and the route of the waste pipe, because they decide what can move and what cannot.',
      { heading: 'What it helps to have ready' },
      {
        list: [
          'The sizes of any appliances you are keeping.',
          'Photos of rooms you like, and of one you do not.',
          'An idea of your budget: it saves everybody a redraw.',
        ],
      },
      'A week later you receive a plan with a price for everything in it, and we go through it together in the showroom or online. Until you order, there is nothing to pay.',
    ],
  },
  {
    title: 'Worktops: quartz, oak or laminate?',
    slug: 'worktops-compared',
    excerpt: 'What each of them forgives, what it does not, and how it looks after ten years of breakfasts.',
    cover: 'KITCHEN midnight-blue',
    daysAgo: 127,
    parts: [
      'You touch the worktop more than anything else in a kitchen. It can also take up a third of the budget, so it deserves an honest comparison.',
      { heading: 'Quartz' },
      'Quartz is hard and even, and nothing soaks in: red wine can wait until the morning. It does not like heat, and a pan straight from the hob can crack it. You can see the joints if you look for them.',
      { heading: 'Oak' },
      'Oak needs oiling twice a year and a quick wipe around the sink. In return it can be sanded: a ten-year-old kitchen can have a new worktop in a weekend. It mellows to a honey colour, and rings and scratches become part of its story.',
      { heading: 'Laminate' },
      'Modern laminates are better than their reputation. They cost a quarter of the price of stone. Keep hot pans and sharp knives away from them; but if you change your mind, you can afford to change the worktop.',
      { quote: 'Put stone where you cook and oak where you sit.', by: 'Our workshop' },
      'Whatever you choose, have the upstand made from the same material, and the windowsill too.',
    ],
  },
  {
    title: 'Light for a bedroom, from morning to midnight',
    slug: 'bedroom-lighting',
    excerpt: 'Four small lamps do more than one large one, and the switch belongs beside the bed.',
    cover: 'BEDROOM midnight-blue',
    daysAgo: 176,
    parts: [
      'Most bedrooms have one light in the middle of the ceiling, and it is usually off, because it shines in your eyes as soon as you lie down.',
      { heading: 'Light for dressing' },
      'Put it in front of the wardrobe rather than behind you, and choose the colour of daylight: 4000 kelvin. Best of all are strips inside the wardrobe that come on with the door.',
      { heading: 'Light for reading' },
      'Have one each, with a narrow beam, about 60 centimetres above the mattress. If one of you goes to sleep earlier, this is the light that keeps the peace.',
      { heading: 'Light for nothing in particular' },
      'Keep it warm and low: a lamp on the bedside table, or a strip below the bridging units. Choose 2700 kelvin or less, on a dimmer.',
      {
        list: [
          'Two-way switches at the door and on both sides of the bed.',
          'A socket with USB behind each bedside table.',
          'No spotlights over the pillow.',
        ],
      },
      'When we plan fitted furniture we plan the wiring with it, because doing it later means plaster and dust.',
    ],
  },
];
