import type { Payload } from 'payload';
import { domainOf } from '../domain.ts';

/** The Redis channel on which a commit tells the relays that there is something to send. */
export const WAKE_CHANNEL = 'outbox:wake';

/**
 * Tells the relays that an event has been committed. Redis gone is fine: the relay also polls. Not a NOTIFY in the
 * business transaction, because that takes an instance-wide lock at commit.
 */
export function wakeRelay(payload: Payload): void {
  domainOf(payload)
    .redis.publish(WAKE_CHANNEL, '1')
    .catch((err: unknown) => payload.logger.debug({ err }, 'The relay was not woken; its poll will find the event.'));
}
