/** What a message that carries a one-time code needs. */
export interface OneTimeCodeProps {
  firstName: string;
  /** Six digits. Only in the body: subjects show up in logs and on locked screens. */
  otp: string;
  expiresInMinutes: number;
}

/** Validity in words: `10 minutes`, `1 minute`. */
export const minutes = (count: number): string => (count === 1 ? '1 minute' : `${count} minutes`);
