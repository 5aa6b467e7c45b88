const HEX = /^#[0-9a-f]{6}$/i;

/** Whether it is a colour as `#rrggbb`, the only form that gets into style sheets. */
export const isHexColour = (value: unknown): value is string => typeof value === 'string' && HEX.test(value);
