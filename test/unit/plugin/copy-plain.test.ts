import { expect, test } from 'vitest';
import { copyPlain } from '../../../src/plugin/copy-plain.ts';

test('arrays and plain objects are copied, and everything else is kept', () => {
  const validate = () => true;
  const element = { $$typeof: Symbol.for('react.element'), props: { inner: [1] } };
  const original = {
    name: 'title',
    admin: { hidden: false, none: null, nothing: undefined },
    options: [{ value: 'a' }],
    validate,
    pattern: /a/,
    since: new Date(0),
    element,
  };
  const copy = copyPlain(original);
  expect(copy).toEqual(original);
  expect(copy).not.toBe(original);
  expect(copy.admin).not.toBe(original.admin);
  expect(copy.options[0]).not.toBe(original.options[0]);
  for (const key of ['validate', 'pattern', 'since', 'element'] as const) expect(copy[key]).toBe(original[key]);
});
