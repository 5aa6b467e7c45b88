/** Globals that load-tracker-file.ts builds into the tracker. */
declare const cutProperties: typeof import('../cut-properties.js').cutProperties;
declare const PROPERTY_SIZES: typeof import('../ingest.ts').PROPERTY_SIZES;
