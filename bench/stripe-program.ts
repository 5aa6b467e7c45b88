import { startSimulator } from '../local/stripe/simulator.ts';

/** Stripe as a process of its own, started by support/shop.ts. */
const { url } = await startSimulator({});
process.send?.({ type: 'listening', url });
