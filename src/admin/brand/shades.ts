import { readableShades } from '../../readable-shades.ts';

/** The ground that pages have by day and by night, see custom.css. */
const GROUNDS = { light: '#fffefc', dark: '#191613' };

/** The brand's colour as it can be read on the pages of the admin UI. */
export const shadesOf = (hex: string) => readableShades(hex, GROUNDS);
