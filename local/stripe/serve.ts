import { startSimulator } from './simulator.ts';

/** The simulator as a process of its own; the launcher says in `STRIPE_SIMULATOR` (JSON) how it is to run. */
const simulator = await startSimulator(JSON.parse(process.env.STRIPE_SIMULATOR ?? '{}'));
console.log(`Stripe simulator: ${simulator.url}`);
process.once('SIGTERM', () => {
  simulator.close().then(() => process.exit(0));
});
