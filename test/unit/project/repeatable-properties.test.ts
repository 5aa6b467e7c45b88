import fc from 'fast-check';
import { expect, test } from 'vitest';

test('a property (that fails) prints a command that repeats it', () => {
  const fail = () =>
    fc.assert(
      fc.property(fc.integer(), (n) => n < 10),
      { seed: 7 },
    );
  expect(fail).toThrow('Counterexample: [10]');
  expect(fail).toThrow(
    'Repeat it with: TEST_SEED=7 npm run test:only -- test/unit/project/repeatable-properties.test.ts -t "a property .that fails. prints a command that repeats it"',
  );
});
