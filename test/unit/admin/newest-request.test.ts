import { expect, test } from 'vitest';
import { NewestRequest } from '../../../src/admin/appointments/calendar/newest-request.ts';

test('only the response to the newest request counts, whatever the order of the responses', () => {
  const requests = new NewestRequest();
  const isFirstNewest = requests.start();
  expect(isFirstNewest()).toBe(true);
  const isSecondNewest = requests.start();
  expect([isSecondNewest(), isFirstNewest()]).toEqual([true, false]);
  const isThirdNewest = requests.start();
  expect([isFirstNewest(), isSecondNewest(), isThirdNewest()]).toEqual([false, false, true]);
});
