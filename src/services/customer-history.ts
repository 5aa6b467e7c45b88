/** The newest of each kind, of one customer, that a page shows. */
export const SHOWN = 200;

/** Something between a customer and us, as staff read it. */
export type HistoryEntry = {
  /** ISO 8601. */
  at: string;
  kind: 'account' | 'booking' | 'order' | 'invoice' | 'points' | 'brochure' | 'email';
  text: string;
  detail?: string;
  /** Where to read more: below the admin UI's route, or below the API's for a document. */
  link?: { on: 'admin' | 'api'; path: string };
};
