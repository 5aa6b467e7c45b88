import { register } from 'node:module';

// `node --import ./runtime.mjs --import ./local/launcher/fast-modules.mjs …`: see fast-modules-hooks.mjs.
register('./fast-modules-hooks.mjs', import.meta.url);
