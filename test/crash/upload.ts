import { readFile } from 'node:fs/promises';
import { getPayload } from 'payload';
import config from '../../payload.config.ts';
import { armCrashPoint, type CrashPoint } from '../../src/events/crash-points.ts';
import { upload } from '../../src/services/content/media/upload.ts';

// A web process, as far as uploading goes, that dies at the armed crash point.
const payload = await getPayload({ config });
armCrashPoint(process.env.CRASH_POINT as CrashPoint | undefined);
const bytes = await readFile(String(process.env.FILE));
const uploader = { userId: String(process.env.UPLOADER), idempotencyKey: undefined };
await upload(payload, { bytes, name: 'photo.jpg' }, uploader);
