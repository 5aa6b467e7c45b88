import { expect, test } from 'vitest';
import { toStepData } from '../../../src/admin/appointments/to-step-data.ts';

const saved = { slot: 'saved-slot', type: 'ONLINE', notes: 'Has a dog.' };

test.each(['COMPLETED', 'NO_SHOW', 'CANCELLED'] as const)(
  'the step to %s keeps the saved slot and its type',
  (status) => {
    expect(toStepData(status, 'Ill', saved)).toEqual({
      status,
      cancelReason: 'Ill',
      slot: 'saved-slot',
      type: 'ONLINE',
    });
  },
);

test('the step to confirm a booking saves the slot that is chosen in the form', () => {
  expect(toStepData('CONFIRMED', undefined, saved)).toEqual({ status: 'CONFIRMED', cancelReason: undefined });
});
