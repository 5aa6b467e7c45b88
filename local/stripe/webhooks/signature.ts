import { createHmac } from 'node:crypto';

/**
 * The `Stripe-Signature` header of a payload (https://docs.stripe.com/webhooks#verify-manually), with a signature for every
 * secret: while one replaces the other there are two.
 */
export function signatureHeader(payload: string, secrets: readonly string[], timestamp: number): string {
  const signatures = secrets.map((secret) => {
    const digest = createHmac('sha256', secret).update(`${timestamp}.${payload}`).digest('hex');
    return `v1=${digest}`;
  });
  return [`t=${timestamp}`, ...signatures].join(',');
}
