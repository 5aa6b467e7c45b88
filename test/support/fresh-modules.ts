import { vi } from 'vitest';

declare global {
  var environmentBeforeTests: NodeJS.ProcessEnv | undefined;
  /** Where Payload keeps the instances that it has made. */
  var _payload: Map<string, unknown> | undefined;
}

/*
 * Runs before each test file. The files of one worker share its process, since loading Payload's packages takes longer than
 * most of them do; the environment, the project's own modules, which read it when they are loaded, and Payload's instance are
 * each file's own.
 */
globalThis.environmentBeforeTests ??= { ...process.env };
for (const name of Object.keys(process.env)) delete process.env[name];
Object.assign(process.env, globalThis.environmentBeforeTests);
globalThis._payload?.clear();
vi.resetModules();
// drizzle-kit, once loaded, leaves a method on every array; PDF.js refuses to work with that.
for (const name in []) Reflect.deleteProperty(Array.prototype, name);
