import type { CollectionAfterChangeHook } from 'payload';
import type { Blog } from '../../payload-types.ts';
import { BY_SCHEDULE } from '../../services/content/blog/publish-or-withdraw.ts';
import { cancelSchedule } from '../../services/content/blog/schedule.ts';
import { publicRow, publicRowBefore } from '../public-row.ts';

/**
 * Publishing by hand does what was scheduled, and withdrawing makes all of it void. A withdrawal that is to come stays when a
 * post is published before. It needs `rememberPublicRow` as a beforeChange hook.
 */
export const cancelScheduleByHand: CollectionAfterChangeHook<Blog> = async ({ doc, req, context, operation }) => {
  if (operation === 'create' || context[BY_SCHEDULE]) return doc;
  if (doc._status === 'published') await cancelSchedule(req, doc.id, 'publish');
  else if ((await publicRowBefore(req, doc.id)) && !(await publicRow(req, 'blogs', doc.id))) {
    await cancelSchedule(req, doc.id);
  }
  return doc;
};
