import type { GlobalAfterChangeHook } from 'payload';
import type { AnalyticsSetting } from '../../payload-types.ts';
import { defineFunnels } from '../../services/analytics/funnels/define-funnels.ts';

/** Funnels are counted as they are saved, from the same transaction on. */
export const countNewFunnels: GlobalAfterChangeHook = async ({ doc, req }) => {
  await defineFunnels(req, (doc as AnalyticsSetting).funnels ?? []);
  return doc;
};
