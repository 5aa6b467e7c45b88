import slugify from '@sindresorhus/slugify';
import type { GlobalBeforeValidateHook } from 'payload';

/** The hook of the field has seen to it that they are these. */
type Funnel = { key?: string | null; name?: string | null };

/** Gives a new funnel the key that it keeps whatever it is called later, and never the key of another one. */
export const keyFunnels: GlobalBeforeValidateHook = ({ data }) => {
  const { funnels = [] } = data as { funnels?: Funnel[] };
  const taken = new Set<string>();
  const unkeyed = funnels.filter((funnel) => {
    if (!funnel.key || taken.has(funnel.key)) return true;
    taken.add(funnel.key);
    return false;
  });
  for (const funnel of unkeyed) {
    const wanted = slugify(funnel.key || funnel.name || '').slice(0, 50) || 'funnel';
    let key = wanted;
    for (let n = 2; taken.has(key); n += 1) key = `${wanted}-${n}`;
    funnel.key = key;
    taken.add(key);
  }
  return data;
};
