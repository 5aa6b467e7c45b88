import type { NumberFieldSingleValidation, TextFieldSingleValidation } from 'payload';
import { number, text } from 'payload/shared';

type Rule = (value: unknown) => true | string;

/**
 * Payload's own validation of a text field (`required`, `minLength`, `maxLength`), then `rule`. A `validate` of a field's own
 * replaces Payload's, so without this the limits that stand beside it would hold nowhere.
 */
export const textRule =
  (rule: Rule): TextFieldSingleValidation =>
  async (value, options) => {
    const withinLimits = await text(value, options);
    return withinLimits === true ? rule(value) : withinLimits;
  };

/** Like {@link textRule}, for a number field: `required`, `min`, `max`, then `rule`. */
export const numberRule =
  (rule: Rule): NumberFieldSingleValidation =>
  async (value, options) => {
    const withinLimits = await number(value, options);
    return withinLimits === true ? rule(value) : withinLimits;
  };

/** For numbers that may have no fraction. */
export const wholeNumber = numberRule((value) => value == null || Number.isInteger(value) || 'A whole number.');
