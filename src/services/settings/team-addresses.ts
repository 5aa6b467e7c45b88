import type { Payload } from 'payload';
import { domainOf } from '../../domain.ts';

/** Where alerts to the teams go: the `settings` global, and what the site was configured with where that is empty. */
export async function teamAddresses(payload: Payload): Promise<{ kitchen: string; bedroom: string; sales: string }> {
  const { teamEmails } = await payload.findGlobal({ slug: 'settings', depth: 0 });
  const configured = domainOf(payload).teamEmails;
  return {
    kitchen: teamEmails?.kitchen || configured.kitchen,
    bedroom: teamEmails?.bedroom || configured.bedroom,
    sales: teamEmails?.sales || configured.sales,
  };
}
