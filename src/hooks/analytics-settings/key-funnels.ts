import slugify from '@sindresorhus/slugify';
import type { GlobalBeforeValidateHook } from 'payload';

type Funnel = { key?: unknown; name?: unknown };

/** What is no list of objects is left to the validation of the fields, which says so. */
const isList = (value: unknown): value is Funnel[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null);

/** Gives a new funnel the key that it keeps whatever it is called later, and never the key of another one. */
export const keyFunnels: GlobalBeforeValidateHook = ({ data }) => {
  const { funnels } = data as { funnels?: unknown };
  if (!isList(funnels)) return data;
  const taken = new Set<unknown>();
  const unkeyed = funnels.filter((funnel) => {
    if (!funnel.key || taken.has(funnel.key)) return true;
    taken.add(funnel.key);
    return false;
  });
  for (const funnel of unkeyed) {
    const wanted = slugify(String(funnel.key || funnel.name || '')).slice(0, 50) || 'funnel';
    let key = wanted;
    for (let n = 2; taken.has(key); n += 1) key = `${wanted}-${n}`;
    funnel.key = key;
    taken.add(key);
  }
  return data;
};
