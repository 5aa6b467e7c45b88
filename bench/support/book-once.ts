import { insertCustomers, makeBookings, toBookingRequest } from './data.ts';
import type { Web } from './programs.ts';
import type { BenchSite } from './site.ts';
import { type Recording, recordStatements } from './statements.ts';

/** Books one slot on a server with the recorder. @returns the statements that the booking ran. */
export async function bookOnce(site: BenchSite, web: Web): Promise<Recording> {
  const [booking] = await makeBookings(site.database, await insertCustomers(site, 1), 1);
  if (!booking) throw new Error('The slot to book could not be inserted.');
  const { result, statements } = await recordStatements(web, async () => {
    const response = await fetch(`${web.base}/v1/appointments`, toBookingRequest(booking));
    if (response.status !== 201) throw new Error(`The booking failed: ${response.status} ${await response.text()}`);
    return (await response.json()) as { referenceCode: string };
  });
  const { referenceCode } = result;
  return { statements, customer: booking.customer, slotId: booking.slotId, referenceCode };
}
