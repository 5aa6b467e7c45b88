import { startSimulator } from '../local/stripe/simulator.ts';

/** The Stripe simulator as a separate process; support/shop.ts starts it. */
const { url } = await startSimulator({});
process.send?.({ type: 'listening', url });
