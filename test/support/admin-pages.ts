import type { CollectionSlug } from 'payload';
import type { Page } from 'playwright-core';

/** Collections whose pages may show raw identifiers: they are for developers and visible to admins only. */
const FOR_DEVELOPERS: readonly CollectionSlug[] = [
  // The outbox. It shows topics and payload fields by their technical names (docs/spec/events.md).
  'domain-events',
  // Analytics events that Postgres refused, in their original form.
  'refused-events',
];

/** Codes that certain pages may show. The comments give the reasons. */
const ALLOWED: { path: RegExp; code: RegExp }[] = [
  // The website sends analytics events with these names, and the parameters of links name the campaigns.
  { path: /analytics/, code: /^snake case: (page_view|utm_\w+|\w+_(started|viewed|created|selected)|add_to_basket)$/ },
  // Only admins see these pages. The id belongs to the event that gave the points, or is the correlation id by which operators
  // find the log lines of a change.
  { path: /(loyalty-entries|changes)/, code: /^an id: / },
  // Staff need the id of a payment, refund, dispute or event to find it at Stripe, and Stripe's code of a failure to look it up.
  { path: /(payments|invoices|operations|orders)/, code: /^snake case: ((pi|re|evt|dp|du)_\w+|card_declined)$/ },
];

/** Whether the page at this path may show this code. */
export const isAllowed = (path: string, code: string): boolean =>
  ALLOWED.some((allowed) => allowed.path.test(path) && allowed.code.test(code));

/** Whether the page at this path belongs to a collection for developers, which may show all codes. */
export const isForDevelopers = (path: string): boolean => FOR_DEVELOPERS.some((slug) => path.split('/')[3] === slug);

/**
 * Returns all readable text of a page: its title, its text, the values of its fields, and the accessible names of its controls.
 */
export const readableText = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const fields = [...document.querySelectorAll<HTMLInputElement>('input:not([type=hidden]), textarea')];
    const named = [...document.querySelectorAll('[aria-label], [title], [alt]')];
    return [
      document.title,
      // biome-ignore lint/performance/useDomNodeTextContent: innerText omits scripts and styles.
      document.body.innerText,
      ...fields
        .filter((field) => field.offsetParent !== null)
        .flatMap(({ value, placeholder }) => [value, placeholder]),
      ...named.flatMap((element) => ['aria-label', 'title', 'alt'].map((name) => element.getAttribute(name) ?? '')),
    ].join('\n');
  });
