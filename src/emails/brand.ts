import { createContext } from 'react';

/** How the sender presents itself in the header and footer of a message. */
export interface EmailBrand {
  company: string;
  /** What it deals in, in a few words. */
  line: string;
  /** Of buttons and links, as `#rrggbb`; they keep the standard look with null, and with what is no such colour. */
  colour: string | null;
  /** An absolute address, and the picture's own size in pixels; null for the name in letters. */
  logo: { url: string; width: number; height: number } | null;
}

/** What stands until a setting says otherwise. */
export const STANDARD_BRAND: EmailBrand = {
  company: 'Lomash Wood',
  line: 'Kitchens & Bedrooms',
  colour: null,
  logo: null,
};

/** The brand of the message that is being rendered, for its frame and for what acts in it. */
export const BrandContext = createContext(STANDARD_BRAND);
