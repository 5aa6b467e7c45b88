import { env } from './env.ts';

// Payload, React and Next read these themselves while they are imported, so a program imports this file first. There is
// no development server of Next's own for Payload to look for.
Object.assign(process.env, { NODE_ENV: env.NODE_ENV, DISABLE_PAYLOAD_HMR: 'true' });
