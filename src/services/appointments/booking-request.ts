import { z } from 'zod';
import { emailInput, nameInput, phoneInput, postcodeInput } from '../contact.ts';
import { textInput } from '../text/inputs.ts';
import { APPOINTMENT_TYPE_VALUES } from './types.ts';

/** The body of `POST /v1/appointments` (flow 3), phone, postcode and e-mail normalised. */
export const bookingRequest = z
  .strictObject({
    type: z.enum(APPOINTMENT_TYPE_VALUES),
    forKitchen: z.boolean(),
    forBedroom: z.boolean(),
    firstName: nameInput,
    lastName: nameInput,
    email: emailInput,
    phone: phoneInput,
    postcode: postcodeInput,
    address: textInput(),
    slotId: z.uuid(),
  })
  .refine(({ forKitchen, forBedroom }) => forKitchen || forBedroom, {
    path: ['forKitchen'],
    message: 'Choose kitchen, bedroom or both.',
  });

export type BookingRequest = z.output<typeof bookingRequest>;
