import type { Payload } from 'payload';
import { cache } from 'react';
import { plannedPosts } from '../../services/content/blog/planned.ts';

/** What is scheduled for posts, read once for a page of them. */
export const plannedOfPage = cache((payload: Payload) => plannedPosts(payload));
