import type { ReactElement } from 'react';
import { toReadableShades } from '../lib/colours.ts';
import { isHexColour } from '../lib/display.ts';
import { type Accents, dark, light } from './theme.ts';

/** The sender's brand in the header and footer of a message. */
export interface EmailBrand {
  company: string;
  /** The company's line of business in a few words. */
  tagline: string;
  /** The colour of buttons and links as `#rrggbb`; null or any other value gives the standard look. */
  colour: string | null;
  /** An absolute URL and the image's own size in pixels; null to show the company's name as text. */
  logo: { url: string; width: number; height: number } | null;
}

/** Used until the settings specify a brand. */
export const DEFAULT_EMAIL_BRAND: EmailBrand = {
  company: 'Lomash Wood',
  tagline: 'Kitchens & Bedrooms',
  colour: null,
  logo: null,
};

/** An e-mail template: subject and body as functions of plain values. */
export interface Message<Props> {
  subject: (props: Props, brand: EmailBrand) => string;
  Body: (props: Props) => ReactElement;
  /** Plausible values for previews and tests. */
  sample: Props;
}

/**
 * For each theme, the background on which links have the least contrast. A link that is readable on this background is
 * readable on all backgrounds of the theme.
 */
const BACKGROUNDS = { light: light.page, dark: dark.panel };

/**
 * Returns the colours of links and buttons in both themes: shades of the brand colour whose contrast with every background of the
 * theme is at least 4.5 (WCAG 2.2, 1.4.3). Their contrast with the text of a button is even higher.
 * @param colour any value other than `#rrggbb` gives the standard colours, so that an invalid setting never prevents a message
 */
export function toAccents(colour: string | null): { light: Accents; dark: Accents } {
  if (!isHexColour(colour)) return { light, dark };
  const shades = toReadableShades(colour, BACKGROUNDS);
  const inShade = ({ action }: { action: string }, { buttonInk }: Accents): Accents => ({
    accent: action,
    button: action,
    buttonInk,
  });
  return { light: inShade(shades.light, light), dark: inShade(shades.dark, dark) };
}
