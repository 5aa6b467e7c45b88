import { createBooking } from '../../../src/services/appointments/create-booking.ts';
import { startSite } from '../start-site.ts';

// Simulates a web process: creates a booking and kills itself at the armed crash point.
const payload = await startSite();
await createBooking(payload, String(process.env.CUSTOMER), JSON.parse(String(process.env.BOOKING)));
