import { useContext } from 'react';
import { isHexColour } from '../hex-colour.ts';
import { readableShades } from '../readable-shades.ts';
import { BrandContext } from './brand.ts';
import { type Accents, accentStyles, dark, light } from './theme.ts';

/** The darkest ground by day and the lightest by night on which links stand: what can be read there can be on the others. */
const GROUNDS = { light: light.page, dark: dark.panel };

/**
 * Colours of links and buttons: shades of the brand's that have a contrast of 4.5 with each ground of their theme (WCAG 2.2,
 * 1.4.3) and with the button's letters, which are further from the shades than any ground; the standard ones without a colour.
 * @param colour what is not `#rrggbb` is as none, because a message must go out whatever the settings say
 */
export function accentsOf(colour: string | null): { light: Accents; dark: Accents } {
  if (!isHexColour(colour)) return { light, dark };
  const shades = readableShades(colour, GROUNDS);
  const inShade = ({ action }: { action: string }, { buttonInk }: Accents): Accents => ({
    accent: action,
    button: action,
    buttonInk,
  });
  return { light: inShade(shades.light, light), dark: inShade(shades.dark, dark) };
}

/** Those of the message that is being rendered. */
export const useAccents = () => accentsOf(useContext(BrandContext).colour);

/** Inline styles in the colours of the message that is being rendered. */
export const useAccentStyles = () => accentStyles(useAccents().light);
