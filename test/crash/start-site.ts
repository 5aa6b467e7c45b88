import { flushCompileCache } from 'node:module';
import { getPayload, type Payload } from 'payload';
import { armCrashPoint, type CrashPoint } from '../../src/events/crash-points.ts';
import { parseEnv } from '../../src/processes/env.ts';
import { siteConfig } from '../../src/processes/site-config.ts';

/** Starts Payload with the environment of this process, and arms the crash point of the variable CRASH_POINT. */
export async function startSite(): Promise<Payload> {
  const payload = await getPayload({ config: siteConfig(parseEnv(process.env)) });
  // Only processes that are not killed would store their compiled code.
  flushCompileCache();
  armCrashPoint(process.env.CRASH_POINT as CrashPoint | undefined);
  return payload;
}
