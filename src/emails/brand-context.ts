import { createContext, useContext } from 'react';
import { DEFAULT_EMAIL_BRAND, toAccents } from './brand.ts';
import { accentStyles } from './theme.ts';

/**
 * The brand of the message being rendered. Not in brand.ts, because server components of the admin UI import that file and cannot
 * use a context.
 */
export const BrandContext = createContext(DEFAULT_EMAIL_BRAND);

/** The accents of the message being rendered. */
export const useAccents = () => toAccents(useContext(BrandContext).colour);

/** Inline styles in the accent colours of the message being rendered. */
export const useAccentStyles = () => accentStyles(useAccents().light);
