import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startStripe } from '../../../../local/services/stripe.ts';
import { connectStripe } from '../../../support/stripe.ts';
import { makeDataDir } from '../data-dir.ts';
import { serviceEndsWithParent } from '../kill-parent.ts';

const webhookUrl = 'http://127.0.0.1:9/v1/webhooks/stripe';

describe('the local Stripe', () => {
  it('keeps payments, port and webhook secret across a restart', async () => {
    const dataDir = join(makeDataDir(), 'stripe');
    const first = await startStripe({ dataDir, webhookUrl });
    const { id } = await connectStripe(first.url, first.secretKey).paymentIntents.create({
      amount: 500,
      currency: 'gbp',
    });
    await first.stop();
    const second = await startStripe({ dataDir, webhookUrl });
    try {
      expect(second).toMatchObject({ url: first.url, webhookSecrets: first.webhookSecrets });
      expect(second.webhookSecrets).toEqual([expect.stringMatching(/^whsec_\w{48}$/)]);
      expect(await connectStripe(second.url).paymentIntents.retrieve(id)).toMatchObject({ id, amount: 500 });
    } finally {
      await second.stop();
    }
  });

  it('exits when its parent process is killed', async () => {
    expect(await serviceEndsWithParent('stripe', join(makeDataDir(), 'stripe'))).toBe(true);
  });
});
