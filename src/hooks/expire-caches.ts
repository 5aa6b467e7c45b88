import type { CollectionAfterChangeHook, CollectionAfterDeleteHook } from 'payload';
import { generationsOf } from '../cache/generations.ts';
import { afterCommit } from '../database/transaction.ts';

/** Lets the process that has changed something see it in its cached answers at once; others do within a second. */
export const expireCaches: CollectionAfterChangeHook & CollectionAfterDeleteHook = async ({ req, doc }) => {
  await afterCommit(req, () => generationsOf(req.payload).expire());
  return doc;
};
