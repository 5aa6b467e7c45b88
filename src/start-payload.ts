import { getPayload, type Payload } from 'payload';
import config from '../payload.config.ts';
import { outliveLostConnections } from './gateway/outlive-lost-connections.ts';
import { log } from './log.ts';

/**
 * Payload for a program that serves until it is told to end. It outlives lost connections from the start: Payload asks for
 * those to read replicas without waiting for them. A process whose primary database is away ends with 1.
 */
export async function startPayload(): Promise<Payload> {
  const end = () => process.exit(1);
  outliveLostConnections(log, end);
  try {
    return await getPayload({ config });
  } catch (err) {
    log.fatal({ err }, 'This process cannot start.');
    return end();
  }
}
