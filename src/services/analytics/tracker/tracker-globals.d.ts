/** What tracker-file.ts puts into the tracker. */
declare const cutProperties: typeof import('../ingest/cut-properties.js').cutProperties;
declare const PROPERTY_SIZES: typeof import('../ingest/property-sizes.ts').PROPERTY_SIZES;
