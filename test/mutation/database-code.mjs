import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** Whether a node of the syntax tree is an asynchronous function or an SQL template. Pure modules contain neither otherwise. */
const isDatabaseCode = (node) =>
  node.async === true || (node.type === 'TaggedTemplateExpression' && node.tag.name === 'sql');

/** Stryker leaves out all code that reads or writes the database. */
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'database-code', {
    shouldIgnore: ({ node }) => (isDatabaseCode(node) ? 'Integration tests run this code.' : undefined),
  }),
];
