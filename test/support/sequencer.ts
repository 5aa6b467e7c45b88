import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The order of the projects. Vitest's own order is alphabetical, and the browser tests would wait for the build of the admin UI.
 * The crash tests run beside that build instead. Browser tests are the longest, so they do not come last.
 */
const ORDER = ['crash', 'browser', 'integration', 'unit'];

/** Runs one project after the other. A worker that changes to another project would have to load Payload again. */
export class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return ORDER.flatMap((name) => sorted.filter(({ project }) => project.name === name));
  }
}
