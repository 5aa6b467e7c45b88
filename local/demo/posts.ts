import type { Part } from './rich-text.ts';

export type DemoPost = {
  title: string;
  slug: string;
  excerpt: string;
  /** Category and colour of its picture. */
  cover: string;
  daysAgo: number;
  parts: Part[];
};

/** What the blog of the demo says, the newest first. */
export const DEMO_POSTS: DemoPost[] = [
  {
    title: 'Choosing a kitchen colour that you will still like in ten years',
    slug: 'choosing-a-kitchen-colour',
    excerpt:
      'Bring samples home, look at them at breakfast and at nine in the evening, and start from what will not change.',
    cover: 'KITCHEN sage-green',
    daysAgo: 6,
    parts: [
      'A kitchen stays for fifteen years or more; a favourite colour may not. That is no reason to choose beige. It is a reason to choose slowly, and in the right order.',
      { heading: 'Start from what will not change' },
      'The floor, the light and the view are there before the kitchen is. A north-facing room makes greys colder and greens greyer; a room with afternoon sun makes every cream yellow. Put the sample against your floor, not against the white wall of a showroom.',
      { heading: 'Look twice a day' },
      'We lend doors, not chips: a chip of five centimetres tells you nothing of a wall of four metres. Stand the door where the tall units will be and leave it for a week. What looked like a safe grey on Saturday is often blue by Tuesday morning.',
      { heading: 'Put the brave colour where it can be painted' },
      {
        list: [
          'An island is a fifth of the fronts and all of the character.',
          'Painted timber can be painted again; foil and gloss cannot.',
          'Walls and stools are cheap. Let them be the fashion.',
        ],
      },
      {
        quote: 'We went for green on the island only. Two years later we had the rest painted to match.',
        by: 'A customer in Finchley',
      },
      'Sage, duck egg and the deep blues have been asked for every year since we opened. If you cannot decide between two, have both: two-tone kitchens cost the same.',
    ],
  },
  {
    title: 'Ten centimetres that make a small kitchen work',
    slug: 'small-kitchens',
    excerpt: 'Where the space is in a galley of two metres, and which of the usual tricks are not worth their money.',
    cover: 'KITCHEN white',
    daysAgo: 21,
    parts: [
      'Half of the kitchens that we measure in London are under eight square metres. Most of them have more room than their owners think; it is only in the wrong places.',
      { heading: 'Above the wall units' },
      'The gap between wall units and ceiling collects dust and vases. Units that go up to the ceiling add a third to the storage of a wall, and the room looks taller for it. The top shelf is for the fondue set.',
      { heading: 'Inside the corner' },
      'A carousel in a corner wastes about a third of it. Two deep drawers beside a blind corner hold more, cost less, and nobody has to kneel.',
      { heading: 'In front of the worktop' },
      'If you have ten centimetres to spare in the aisle, give them to the worktop: at 70 instead of 60 centimetres the kettle stands behind what you are doing, not in its place.',
      { heading: 'What we would leave out' },
      {
        list: [
          'Pull-out larders under 30 cm: the mechanism is wider than the jars.',
          'A second sink.',
          'Open shelves over the hob.',
        ],
      },
      'Pale gloss fronts do help. So does a light under the wall units, and a window sill that is one piece with the worktop.',
    ],
  },
  {
    title: 'A bedroom that stays tidy by itself',
    slug: 'fitted-wardrobes',
    excerpt: 'Count what you own before you draw a wardrobe. It takes an hour and saves a metre.',
    cover: 'BEDROOM cashmere',
    daysAgo: 48,
    parts: [
      'A wardrobe is full of guesses: so many hangers, so many shelves. The ones that work begin with a count.',
      { heading: 'Count first' },
      'Take everything out of the old one. Long things (coats, dresses) need 150 centimetres of height, shirts and jackets 100, and folded things do best in drawers, where you see them from above. In most households two thirds of the hanging space can be double.',
      { heading: 'Doors decide what you see' },
      'Behind a hinged door everything is in view at once. Sliding doors save the space in front but always hide half. Where the bed is closer than 70 centimetres, we make narrow hinged doors: a 40 centimetre door needs less room than you would think.',
      { heading: 'Up to the ceiling, into the slope' },
      'Old houses have no straight lines. We scribe the filler to the plaster, so that nothing falls behind, and under a slope the depth becomes drawers.',
      {
        quote: 'The best thing is the drawer for everything that is neither clean nor dirty.',
        by: 'Carys, designer in Clapham',
      },
      'And the light: a strip that comes on with the door costs little and ends the discussion about navy and black.',
    ],
  },
  {
    title: 'What happens on the day we measure',
    slug: 'home-measurement',
    excerpt: 'Ninety minutes, a laser, and some questions that may surprise you.',
    cover: 'KITCHEN natural-oak',
    daysAgo: 83,
    parts: [
      'Every kitchen of ours begins with a visit of about ninety minutes. You need not clear the worktops, and you need not know what you want.',
      { heading: 'First we listen' },
      'How many of you cook at the same time? Who unpacks the shopping, and where does it stand meanwhile? Is the table for homework, too? The answers shape the plan more than the walls do.',
      { heading: 'Then we measure' },
      'A laser gives us the room to the millimetre, with its crooked corners. We look for the stop tap, the fuse box and the way of the waste pipe, because they say what can move and what cannot.',
      { heading: 'What it helps to have ready' },
      {
        list: [
          'The sizes of appliances that you keep.',
          'Photos of rooms that you like, and of one that you do not.',
          'An idea of the budget: it saves everybody a drawing.',
        ],
      },
      'A week later you get a plan with prices for everything in it, and we talk about it in the showroom or online. Until then nothing is owed.',
    ],
  },
  {
    title: 'Worktops: quartz, oak or laminate?',
    slug: 'worktops-compared',
    excerpt: 'What each of them forgives, what it does not, and how it looks after ten years of breakfast.',
    cover: 'KITCHEN midnight-blue',
    daysAgo: 127,
    parts: [
      'The worktop is what you touch most. It is also where a third of the budget can go, so it deserves an honest comparison.',
      { heading: 'Quartz' },
      'Hard, even, and nothing soaks in: red wine may wait until the morning. What it does not like is heat; a pan straight from the hob can crack it. Joints are visible if you look for them.',
      { heading: 'Oak' },
      'Oak wants oil twice a year and a quick cloth at the sink. In return it can be sanded: a kitchen of ten years has a new worktop after a weekend. It grows honey-coloured, and rings and scratches become its story.',
      { heading: 'Laminate' },
      'The new ones are better than their name. They cost a quarter of stone, take heat badly and knives not at all, but a family that changes its mind can change the worktop.',
      { quote: 'Put stone where you cook and oak where you sit.', by: 'Our workshop' },
      'Whatever you choose: have the upstand made of the same material, and the window sill, too.',
    ],
  },
  {
    title: 'Light for a bedroom, from morning to midnight',
    slug: 'bedroom-lighting',
    excerpt: 'Four small lamps do more than one large one, and the switch belongs beside the bed.',
    cover: 'BEDROOM midnight-blue',
    daysAgo: 176,
    parts: [
      'Most bedrooms have one lamp in the middle of the ceiling, and most of the time it is off: it shines in your eyes as soon as you lie down.',
      { heading: 'Light for dressing' },
      'Put it in front of the wardrobe, not behind you, and let it have the colour of daylight: 4000 kelvin. Strips inside the wardrobe that come on with the door are the best of all.',
      { heading: 'Light for reading' },
      'One for each, with a narrow beam, about 60 centimetres above the mattress. If one of you sleeps earlier, this is the lamp that keeps the peace.',
      { heading: 'Light for nothing in particular' },
      'Warm and low: a lamp on the bedside table, a strip below the bridging units. 2700 kelvin or less, and dimmed.',
      {
        list: [
          'Two-way switches at the door and on both sides of the bed.',
          'A socket with USB behind each bedside table.',
          'No spots over the pillow.',
        ],
      },
      'When we plan fitted furniture we plan the cables with it, because afterwards it is plaster and dust.',
    ],
  },
];
