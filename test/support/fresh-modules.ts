import { vi } from 'vitest';

declare global {
  var environmentBeforeTests: NodeJS.ProcessEnv | undefined;
}

/*
 * Runs before each test file. The files of one worker share its process, since loading Payload's packages takes longer than
 * most of them do; the environment, and the project's own modules, which read it when they are loaded, are each file's own.
 */
globalThis.environmentBeforeTests ??= { ...process.env };
for (const name of Object.keys(process.env)) delete process.env[name];
Object.assign(process.env, globalThis.environmentBeforeTests);
vi.resetModules();
