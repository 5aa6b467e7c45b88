import { createHmac } from 'node:crypto';

/**
 * The `Stripe-Signature` header of a payload (https://docs.stripe.com/webhooks#verify-manually), with one signature per secret.
 * There are two secrets while a new secret replaces the old one.
 */
export function signatureHeader(payload: string, secrets: readonly string[], timestamp: number): string {
  const signatures = secrets.map((secret) => {
    const digest = createHmac('sha256', secret).update(`${timestamp}.${payload}`).digest('hex');
    return `v1=${digest}`;
  });
  return [`t=${timestamp}`, ...signatures].join(',');
}
