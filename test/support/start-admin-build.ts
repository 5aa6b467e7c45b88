import { EXAMPLE_ENV } from '../../src/processes/example-env.ts';
import { ensureAdminBuild } from './admin-build.ts';

/**
 * Starts to build the admin UI at the start of a test run, because a build takes a minute. The first test file that needs the
 * build waits for it, and reports its error if it fails.
 */
export default function setup(): () => Promise<void> {
  const build = ensureAdminBuild(EXAMPLE_ENV).catch(() => {});
  return () => build;
}
