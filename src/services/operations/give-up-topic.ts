import type { Payload } from 'payload';
import { sessionOf, withTransaction } from '../../database/transaction.ts';
import { dropUnknownTopic } from '../../events/unknown-topics.ts';
import { Problem } from '../../problem.ts';
import { logChange } from '../history/log-change.ts';

type GivenUp = { topic: string; reason: string; staffId: string };

/**
 * Gives up the events of a topic that this release does not know, after a rollback that is to stay: nobody is told of them any more, also not
 * by a later release. The change log says who did, and why.
 * @returns how many events
 * @throws Problem not_found when none of such a topic wait
 */
export async function giveUpTopic(payload: Payload, { topic, reason, staffId }: GivenUp): Promise<number> {
  return withTransaction(payload, async (req) => {
    const events = await dropUnknownTopic(await sessionOf(req), topic);
    if (events === 0)
      throw new Problem('not_found', 'No event of a topic by that name, unknown to this release, waits.');
    const fields = { outcome: { from: `${events} events wait`, to: reason } };
    await logChange(req, { entity: 'jobs', which: { label: topic }, action: 'give-up', staffId, fields });
    return events;
  });
}
