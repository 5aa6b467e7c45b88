import { afterEach, vi } from 'vitest';

// The test files of a worker share its process and its modules, so a spy must not outlast its test.
afterEach(() => {
  vi.restoreAllMocks();
});
