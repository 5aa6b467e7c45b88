import { getPayload } from 'payload';
import config from '../../payload.config.ts';
import { armCrashPoint, type CrashPoint } from '../../src/events/crash-points.ts';
import { book } from '../../src/services/appointments/book.ts';

// A web process, as far as booking goes, that dies at the armed crash point.
const payload = await getPayload({ config });
armCrashPoint(process.env.CRASH_POINT as CrashPoint | undefined);
await book(payload, String(process.env.CUSTOMER), JSON.parse(String(process.env.BOOKING)));
