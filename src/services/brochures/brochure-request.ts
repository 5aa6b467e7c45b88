import { z } from 'zod';
import { emailInput, nameInput, phoneInput, postcodeInput } from '../contact.ts';
import { textInput } from '../text/inputs.ts';

/** The body of `POST /v1/brochures` (flow 5), phone, postcode and e-mail normalised. */
export const brochureRequest = z.strictObject({
  firstName: nameInput,
  lastName: nameInput,
  email: emailInput,
  phone: phoneInput,
  postcode: postcodeInput,
  address: textInput(),
});

export type BrochureRequest = z.output<typeof brochureRequest>;
