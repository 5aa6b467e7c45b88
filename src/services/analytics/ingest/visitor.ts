import { isbot } from 'isbot';
import { LRUCache } from 'lru-cache';

/** Who sends events, as far as it is known and they agree. */
export type Visitor = {
  /** A customer by their token. */
  userId: string | null;
  /** The network of their address, /24 of IPv4 and /48 of IPv6. */
  ipPrefix: string;
  isBot: boolean;
  /** They ask not to be followed: `Sec-GPC` or `DNT`. Nothing that identifies them is kept then. */
  optedOut: boolean;
};

/** Whether the visitor asks not to be followed (Global Privacy Control, and its predecessor). */
export const hasOptedOut = (request: { header: (name: string) => string | undefined }): boolean =>
  request.header('sec-gpc') === '1' || request.header('dnt') === '1';

const known = new LRUCache<string, boolean>({ max: 5000 });

/** Whether a program other than a browser says that it sends; browsers always say who they are. */
export function isProgram(userAgent: string | undefined): boolean {
  if (!userAgent) return true;
  const found = known.get(userAgent);
  if (found !== undefined) return found;
  const bot = isbot(userAgent);
  known.set(userAgent, bot);
  return bot;
}
