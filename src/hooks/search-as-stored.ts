import type { CollectionBeforeOperationHook, Where } from 'payload';
import { searchConditions } from '../services/text/search-conditions.ts';

/** Looks for texts as they are stored, in lists, counts and what is changed or deleted by a search. */
export const searchAsStored: CollectionBeforeOperationHook = ({ args }) => {
  const { where } = args as { where?: Where };
  return where ? { ...args, where: searchConditions(where) } : args;
};
