import { expect, test } from 'vitest';
import { escapeHtml } from '../../../src/lib/escape-html.ts';

test('every character that ends text or an attribute is escaped, and nothing else is', () => {
  expect(escapeHtml(`<a href="x" title='y'>R&D &amp; é</a>`)).toBe(
    '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;R&amp;D &amp;amp; é&lt;/a&gt;',
  );
});
