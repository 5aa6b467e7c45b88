import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import nodemailer from 'nodemailer';
import { openLoop } from './open-loop.ts';
import type { BenchSite } from './site.ts';

/** The size of the demo brochure in bytes. */
const BYTES = 1_121_230;
const PER_SECOND = 4;

/** The URL of a mail server, and for each recipient a callback that gets the arrival time of an e-mail (`performance.now()`). */
export type BenchMailbox = { url: string; arrivals: Map<string, (at: number) => void> };

/** Inserts a default brochure. @returns the path of its file. */
export async function insertBrochure({ database, environment }: BenchSite): Promise<string> {
  const key = 'brochures/2026/bench.pdf';
  const file = join(environment.MEDIA_DIR ?? '', key);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, Buffer.alloc(BYTES, '%PDF-1.7 '));
  await database.query(
    `INSERT INTO brochures (id, title, key, filename, mime_type, filesize)
     VALUES (uuidv7(), 'Kitchens', $1, 'bench.pdf', 'application/pdf', $2)`,
    [key, BYTES],
  );
  return file;
}

let people = 0;

/**
 * Requests `count` brochures, {@link PER_SECOND} per second.
 * @returns for each request, the milliseconds until its e-mail arrived
 */
export const deliveries = (base: string, mailbox: BenchMailbox, count: number): Promise<number[]> =>
  timeDelivery(mailbox, count, async (email) => {
    const body = {
      ...{ firstName: 'Ada', lastName: 'Lovelace', email, phone: '+442079460958' },
      ...{ postcode: 'SW4 7AA', address: '1 High Street, London' },
    };
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${base}/v1/brochures`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (response.status !== 201)
      throw new Error(`The brochure request failed: ${response.status} ${await response.text()}`);
    await response.arrayBuffer();
  });

/** Measures the floor for the delivery of brochures, by only streaming the file to the mail server `count` times. */
export function bareDeliveries(file: string, mailbox: BenchMailbox, count: number): Promise<number[]> {
  const transport = nodemailer.createTransport(mailbox.url);
  return timeDelivery(mailbox, count, async (to) => {
    const attachments = [{ filename: 'brochure.pdf', content: createReadStream(file) }];
    await transport.sendMail({
      from: 'hello@example.com',
      to,
      subject: 'Your brochure',
      text: 'Here it is.',
      attachments,
    });
  });
}

function timeDelivery(mailbox: BenchMailbox, count: number, send: (email: string) => Promise<void>): Promise<number[]> {
  return openLoop(count, PER_SECOND, async () => {
    people += 1;
    const email = `reader-${people}@example.com`;
    const arrived = new Promise<number>((resolve) => mailbox.arrivals.set(email, resolve));
    const start = performance.now();
    await send(email);
    const at = await arrived;
    mailbox.arrivals.delete(email);
    return at - start;
  });
}
