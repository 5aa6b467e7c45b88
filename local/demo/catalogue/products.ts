import type { RequiredDataFromCollectionSlug } from 'payload';
import type { Random } from '../random.ts';
import { toRichText } from '../rich-text.ts';
import { DEMO_RANGES, type DemoRange } from './ranges.ts';
import { DEMO_COLOURS, type DemoColour } from './terms.ts';

/**
 * The ids of the documents that products refer to, by slug; `pictures` by category and colour, as in `KITCHEN white`.
 */
export type CatalogueIds = Record<'colours' | 'styles' | 'ranges' | 'finishes' | 'pictures', Map<string, string>>;

type DemoProduct = RequiredDataFromCollectionSlug<'products'>;

const DAY_MS = 24 * 3_600_000;

/** Every range in each of its colours, with random creation dates. */
export const demoProducts = (random: Random, ids: CatalogueIds, now: Date): DemoProduct[] =>
  DEMO_RANGES.flatMap((range) =>
    findColours(range).map((colour, nth) => {
      const second = random.chance(0.3) ? findColours(range)[(nth + 3) % range.colours.length] : undefined;
      const createdAt = new Date(now.getTime() - random.int(1, 380) * DAY_MS - random.int(0, DAY_MS)).toISOString();
      return {
        ...{ title: toTitle(range, colour), slug: toSlug(range, colour), category: range.category, createdAt },
        ...{ summary: range.summary, description: toDescription(range, colour, second) },
        price: Math.round((range.from * (0.94 + 0.16 * random.next())) / 500) * 500,
        currency: 'GBP',
        stock: random.chance(0.12) ? 0 : random.int(1, 14),
        range: requireId(ids.ranges, range.slug),
        style: requireId(ids.styles, range.style),
        finish: requireId(ids.finishes, range.finish),
        colours: [colour, second].flatMap((one) => (one ? requireId(ids.colours, one.slug) : [])),
        images: [colour, second ?? findColours(range)[(nth + 1) % range.colours.length]].flatMap((one) =>
          one ? requireId(ids.pictures, `${range.category} ${one.slug}`) : [],
        ),
        _status: 'published',
      };
    }),
  );

const findColours = ({ colours }: DemoRange): DemoColour[] => DEMO_COLOURS.filter(({ slug }) => colours.includes(slug));

const toTitle = ({ name, noun }: DemoRange, colour: DemoColour) => `${name} ${noun} in ${colour.name}`;

const toSlug = ({ slug, category }: DemoRange, colour: DemoColour) =>
  `${slug}-${category.toLowerCase()}-${colour.slug}`;

function toDescription(
  range: DemoRange,
  colour: DemoColour,
  second: DemoColour | undefined,
): DemoProduct['description'] {
  const room = range.category === 'KITCHEN' ? 'kitchen' : 'bedroom';
  return toRichText([
    range.text,
    { heading: `In ${colour.name}` },
    colour.mood,
    ...(second ? [`Shown here in two tones, with ${second.name}. ${second.mood}`] : []),
    { heading: 'What is included' },
    { list: range.details },
    `The price is for an average-sized ${room}, fitted, including VAT. Your price depends on your room: book a visit, and a designer will measure it and bring samples.`,
  ]);
}

function requireId(ids: Map<string, string>, slug: string): string {
  const id = ids.get(slug);
  if (!id) throw new Error(`The demo has no ${slug}.`);
  return id;
}
