/** Why a brochure is not on its way; the first two wait for an editor and go out by themselves once that is mended. */
export const DELIVERY_PROBLEMS = [
  { value: 'NO_DEFAULT', label: 'There is no default brochure' },
  { value: 'FILE_MISSING', label: 'The PDF is missing' },
  { value: 'FAILED', label: 'Sending failed, it is tried again' },
  { value: 'REFUSED', label: 'The address was refused' },
] as const;

export type DeliveryProblem = (typeof DELIVERY_PROBLEMS)[number]['value'];
