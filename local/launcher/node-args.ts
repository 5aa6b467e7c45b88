const fastModules = new URL('./fast-modules.mjs', import.meta.url).href;

/** What Node needs to run this project's TypeScript, with the quicker loading that only the launcher's programs use. */
export const RUN_TYPESCRIPT = ['--import', './runtime.mjs', '--import', fastModules] as const;
