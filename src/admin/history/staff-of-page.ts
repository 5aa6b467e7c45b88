import type { Payload } from 'payload';
import { cache } from 'react';
import { staffNames } from '../../services/identity/staff-names.ts';

/** Read once for all rows of a list. */
export const staffOfPage = cache((payload: Payload) => staffNames(payload));
