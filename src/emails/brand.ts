import { createContext } from 'react';

/** How the sender presents itself in the header and footer of a message. */
export interface EmailBrand {
  company: string;
  /** What it deals in, in a few words. */
  line: string;
  /** An absolute address, and the picture's own size in pixels; null for the name in letters. */
  logo: { url: string; width: number; height: number } | null;
}

/** What stands until a setting says otherwise. */
export const STANDARD_BRAND: EmailBrand = { company: 'Lomash Wood', line: 'Kitchens & Bedrooms', logo: null };

/** The brand of the message that is being rendered, for its frame. */
export const BrandContext = createContext(STANDARD_BRAND);
