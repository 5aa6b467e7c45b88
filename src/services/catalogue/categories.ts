/** The rooms that products are made for. */
export const CATEGORIES = [
  { value: 'KITCHEN', label: 'Kitchen' },
  { value: 'BEDROOM', label: 'Bedroom' },
] as const;

export type Category = (typeof CATEGORIES)[number]['value'];
