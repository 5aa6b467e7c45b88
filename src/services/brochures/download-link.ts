import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Payload } from 'payload';
import { domainOf } from '../../domain.ts';
import { Problem } from '../../problem.ts';

const DAY_MS = 24 * 3_600_000;
const VALID_DAYS = 14;

export type DownloadLink = { url: string; expiresAt: Date };

/** The secret also signs sessions of staff, whose tokens never begin like this. */
const signatureOf = (payload: Payload, brochureId: string, expires: number) =>
  createHmac('sha256', payload.secret).update(`brochure-download\n${brochureId}\n${expires}`).digest('base64url');

/** A link to the PDF of a brochure for whoever has it, for a fortnight. It names nobody. */
export function downloadLink(payload: Payload, brochureId: string, now = Date.now()): DownloadLink {
  const expires = Math.floor((now + VALID_DAYS * DAY_MS) / 1000);
  const url = new URL(`/v1/brochures/${brochureId}/brochure.pdf`, domainOf(payload).publicUrl);
  url.search = new URLSearchParams({
    expires: String(expires),
    signature: signatureOf(payload, brochureId, expires),
  }).toString();
  return { url: url.href, expiresAt: new Date(expires * 1000) };
}

/** @throws Problem invalid_signature for a link that is not ours, token_expired for one that is over */
export function assertDownloadLink(
  payload: Payload,
  brochureId: string,
  { expires, signature }: { expires: number; signature: string },
): void {
  const [sent, expected] = [Buffer.from(signature), Buffer.from(signatureOf(payload, brochureId, expires))];
  if (sent.length !== expected.length || !timingSafeEqual(sent, expected)) throw new Problem('invalid_signature');
  if (expires * 1000 < Date.now()) {
    throw new Problem('token_expired', 'This link is over. Please ask for the brochure again.');
  }
}
