import slugify from '@sindresorhus/slugify';
import type { GlobalBeforeValidateHook } from 'payload';

type Given = { funnels?: { key?: string | null; name?: string | null }[] | null };

/** Gives a new funnel the key that it keeps whatever it is called later, and never the key of another one. */
export const keyFunnels: GlobalBeforeValidateHook = ({ data }) => {
  const taken = new Set<string>();
  for (const funnel of (data as Given).funnels ?? []) {
    const wanted = funnel.key || slugify(funnel.name ?? '').slice(0, 50) || 'funnel';
    let key = wanted;
    for (let n = 2; taken.has(key); n += 1) key = `${wanted}-${n}`;
    funnel.key = key;
    taken.add(key);
  }
  return data;
};
