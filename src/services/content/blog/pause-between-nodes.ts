import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NodeValidation } from '@payloadcms/richtext-lexical';
import type { Payload, RichTextField } from 'payload';
import { getEditor } from './rich-text.ts';

/** The number of nodes that are validated between two yields to the event loop. Validating them takes about 5 ms. */
const AT_A_TIME = 20;

const done = new WeakSet<object>();

/**
 * Makes Payload yield to the event loop while it validates rich-text nodes that have fields, such as links. Otherwise Payload
 * validates thousands of nodes without a pause, and blocks other requests.
 */
export function pauseBetweenNodes(payload: Payload): void {
  const fields = payload.config.collections.flatMap(({ flattenedFields }) => flattenedFields);
  for (const field of fields) {
    if (field.type === 'richText' && field.editor) pauseWithin(field);
  }
}

function pauseWithin(field: RichTextField): void {
  const { validations } = getEditor(field).editorConfig.features;
  if (done.has(validations)) return;
  done.add(validations);
  for (const [type, checks] of validations) validations.set(type, checks.map(pausing));
}

function pausing(check: NodeValidation): NodeValidation {
  let checked = 0;
  return async (args) => {
    checked += 1;
    if (checked % AT_A_TIME === 0) await nextTurn();
    return check(args);
  };
}
