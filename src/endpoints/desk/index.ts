import type { Endpoint } from '../../gateway/endpoint.ts';
import { diaryEndpoints } from './diary.ts';

/**
 * What the admin UI needs of the server and the public contract does not have. They are mounted below Payload's API route
 * alone (`/api/desk/…`), and are no part of `/v1`.
 */
export const deskEndpoints: readonly Endpoint[] = [...diaryEndpoints];
