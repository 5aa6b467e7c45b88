import { startSimulator } from './simulator.ts';

/** Runs the simulator as a separate process; the launcher passes its options in `STRIPE_SIMULATOR` (JSON). */
const simulator = await startSimulator(JSON.parse(process.env.STRIPE_SIMULATOR ?? '{}'));
console.log(`Stripe simulator: ${simulator.url}`);
process.once('SIGTERM', () => {
  simulator.close().then(() => process.exit(0));
});
