import type { CollectionBeforeDeleteHook } from 'payload';
import { Problem } from '../../problem.ts';
import { countUses } from '../../services/catalogue/count-uses.ts';

/** A term that products have stays: they would lose it without anybody being told. */
export const refuseDeletingUsedTerm: CollectionBeforeDeleteHook = async ({ id, collection, req }) => {
  const uses = await countUses(req, collection.slug, String(id));
  if (uses === 0) return;
  const products = uses === 1 ? '1 product uses it' : `${uses} products use it`;
  throw new Problem('invalid_state', `${products}, trash included. Give them another one first.`);
};
