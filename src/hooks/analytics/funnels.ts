import type { GlobalAfterChangeHook, GlobalBeforeValidateHook } from 'payload';
import { slugifyText } from '../../lib/text.ts';
import type { AnalyticsSetting } from '../../payload-types.ts';
import { defineFunnels } from '../../services/analytics/define-funnels.ts';

/** A funnel in the input. The field's `validateArrayRows` hook has checked the types. */
type Funnel = { key?: string | null; name?: string | null };

/**
 * Assigns a new, unique key to each funnel whose key is missing or already used by an earlier funnel in the list. The key does
 * not change when the funnel is renamed.
 */
export const assignFunnelKeys: GlobalBeforeValidateHook = ({ data }) => {
  const { funnels = [] } = data as { funnels?: Funnel[] };
  const usedKeys = new Set<string>();
  const unkeyed = funnels.filter((funnel) => {
    if (!funnel.key || usedKeys.has(funnel.key)) return true;
    usedKeys.add(funnel.key);
    return false;
  });
  for (const funnel of unkeyed) {
    const baseKey = slugifyText(funnel.key || funnel.name || '').slice(0, 50) || 'funnel';
    let key = baseKey;
    for (let n = 2; usedKeys.has(key); n += 1) key = `${baseKey}-${n}`;
    funnel.key = key;
    usedKeys.add(key);
  }
  return data;
};

/** Applies the saved definitions to the counting of funnels, in the transaction that saves them. */
export const countNewFunnels: GlobalAfterChangeHook = async ({ doc, req }) => {
  await defineFunnels(req, (doc as AnalyticsSetting).funnels ?? []);
  return doc;
};
