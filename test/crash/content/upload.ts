import { readFile } from 'node:fs/promises';
import { storeUpload } from '../../../src/services/content/media/store-upload.ts';
import { startSite } from '../start-site.ts';

// Simulates a web process: uploads a file and kills itself at the armed crash point.
const payload = await startSite();
const bytes = await readFile(String(process.env.FILE));
const uploader = { userId: String(process.env.UPLOADER), idempotencyKey: undefined };
await storeUpload(payload, { bytes, name: 'photo.jpg' }, uploader);
