import type { NodeValidation } from '@payloadcms/richtext-lexical';
import type { Payload } from 'payload';
import { expect, it } from 'vitest';
import { pauseBetweenNodes } from '../../../src/services/content/blog/pause-between-nodes.ts';

it('the parsing yields to other work after every twenty nodes, even if the editors are prepared twice', async () => {
  const validations = new Map<string, NodeValidation[]>([['link', [() => true]]]);
  const field = { type: 'richText', editor: { editorConfig: { features: { validations } } } };
  const payload = { config: { collections: [{ flattenedFields: [field, { type: 'text' }] }] } } as unknown as Payload;
  pauseBetweenNodes(payload);
  pauseBetweenNodes(payload);
  const [check] = validations.get('link') ?? [];
  let turns = 0;
  let done = false;
  const count = () => {
    if (done) return;
    turns += 1;
    setImmediate(count);
  };
  setImmediate(count);
  for (let node = 0; node < 100; node += 1) expect(await check?.({} as never)).toBe(true);
  done = true;
  expect(turns).toBe(5);
});
