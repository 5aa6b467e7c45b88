import type { Payload } from 'payload';
import { cache } from 'react';
import { brandOf } from '../../services/settings/brand.ts';

/** Read once for all parts of a page that show it. */
export const brandOfPage = cache((payload: Payload) => brandOf(payload));
