// A module to preload into a server. It records the queries to Postgres, and sends them to the parent process on request.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const fromHere = createRequire(import.meta.url);
const fromPayload = createRequire(fromHere.resolve('@payloadcms/db-postgres'));
// Payload may have its own copy of the driver, so this module patches every copy.
const drivers = new Set([fromHere, fromPayload].map((require) => pathToFileURL(require.resolve('pg')).href));

let statements = [];

for (const driver of drivers) {
  const { Client } = (await import(driver)).default;
  const { query } = Client.prototype;
  Client.prototype.query = function record(...args) {
    const [config, values] = args;
    const text = typeof config === 'string' ? config : config?.text;
    const { name } = typeof config === 'string' ? {} : (config ?? {});
    if (text !== undefined)
      statements.push({ name, text, values: (Array.isArray(values) ? values : config.values) ?? [] });
    return query.apply(this, args);
  };
}

process.on('message', ({ type }) => {
  if (type !== 'report statements') return;
  process.send({ type: 'statements', statements });
  statements = [];
});
