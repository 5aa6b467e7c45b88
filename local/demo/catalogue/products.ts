import type { RequiredDataFromCollectionSlug } from 'payload';
import type { Random } from '../random.ts';
import { richText } from '../rich-text.ts';
import { DEMO_RANGES, type DemoRange } from './ranges.ts';
import { DEMO_COLOURS, type DemoColour } from './terms.ts';

/** Ids of what products refer to, by slug; `pictures` by category and colour, as in `KITCHEN white`. */
export type CatalogueIds = Record<'colours' | 'styles' | 'ranges' | 'finishes' | 'pictures', Map<string, string>>;

type DemoProduct = RequiredDataFromCollectionSlug<'products'>;

const DAY = 24 * 3_600_000;

/** Every range in each of its colours, the newest first by some chance. */
export const demoProducts = (random: Random, ids: CatalogueIds, now: Date): DemoProduct[] =>
  DEMO_RANGES.flatMap((range) =>
    coloursOf(range).map((colour, nth) => {
      const second = random.chance(0.3) ? coloursOf(range)[(nth + 3) % range.colours.length] : undefined;
      const createdAt = new Date(now.getTime() - random.int(1, 380) * DAY - random.int(0, DAY)).toISOString();
      return {
        ...{ title: titleOf(range, colour), slug: slugOf(range, colour), category: range.category, createdAt },
        ...{ summary: range.summary, description: descriptionOf(range, colour, second) },
        price: Math.round((range.from * (0.94 + 0.16 * random.next())) / 500) * 500,
        currency: 'GBP',
        stock: random.chance(0.12) ? 0 : random.int(1, 14),
        range: idOf(ids.ranges, range.slug),
        style: idOf(ids.styles, range.style),
        finish: idOf(ids.finishes, range.finish),
        colours: [colour, second].flatMap((one) => (one ? idOf(ids.colours, one.slug) : [])),
        images: [colour, second ?? coloursOf(range)[(nth + 1) % range.colours.length]].flatMap((one) =>
          one ? idOf(ids.pictures, `${range.category} ${one.slug}`) : [],
        ),
        _status: 'published',
      };
    }),
  );

const coloursOf = ({ colours }: DemoRange): DemoColour[] => DEMO_COLOURS.filter(({ slug }) => colours.includes(slug));

const titleOf = ({ name, noun }: DemoRange, colour: DemoColour) => `${name} ${noun} in ${colour.name}`;

const slugOf = ({ slug, category }: DemoRange, colour: DemoColour) =>
  `${slug}-${category.toLowerCase()}-${colour.slug}`;

function descriptionOf(
  range: DemoRange,
  colour: DemoColour,
  second: DemoColour | undefined,
): DemoProduct['description'] {
  const room = range.category === 'KITCHEN' ? 'kitchen' : 'bedroom';
  return richText([
    range.text,
    { heading: `In ${colour.name}` },
    colour.mood,
    ...(second ? [`Here it is shown two-tone, with ${second.name}. ${second.mood}`] : []),
    { heading: 'What you get' },
    { list: range.details },
    `The price is for a ${room} of ordinary size, fitted, with VAT. Yours depends on the room: book a visit, and a designer measures it and brings samples along.`,
  ]);
}

function idOf(ids: Map<string, string>, slug: string): string {
  const id = ids.get(slug);
  if (!id) throw new Error(`The demo has no ${slug}.`);
  return id;
}
