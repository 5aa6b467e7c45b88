import { insertCustomers, makeBookings, requestOf } from './data.ts';
import type { Web } from './programs.ts';
import type { BenchSite } from './site.ts';
import { type Recording, recordStatements } from './statements.ts';

/** Books one slot at a server with the recorder. @returns the statements that it took. */
export async function bookOnce(site: BenchSite, web: Web): Promise<Recording> {
  const [booking] = await makeBookings(site.database, await insertCustomers(site, 1), 1);
  if (!booking) throw new Error('No booking could be made up.');
  const { result, statements } = await recordStatements(web, async () => {
    const response = await fetch(`${web.base}/v1/appointments`, requestOf(booking));
    if (response.status !== 201) throw new Error(`Not booked: ${response.status} ${await response.text()}`);
    return (await response.json()) as { referenceCode: string };
  });
  const { referenceCode } = result;
  return { statements, customerId: booking.customer.id, slotId: booking.slotId, referenceCode };
}
