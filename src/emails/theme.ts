import type { CSSProperties } from 'react';

/** The colours of the light and the dark theme; the Stripe simulator's pages use them too. */
export const light = {
  page: '#f3ede4',
  card: '#fffdf9',
  panel: '#f7f1e8',
  line: '#e4d9ca',
  ink: '#2b2520',
  muted: '#6b5f54',
  accent: '#84643e',
  button: '#3b2f26',
  buttonInk: '#fdf8f0',
} as const;

export const dark = {
  page: '#1b1714',
  card: '#26201b',
  panel: '#312921',
  line: '#463b31',
  ink: '#f4ede3',
  muted: '#bfb1a1',
  accent: '#d8b88b',
  button: '#d8b88b',
  buttonInk: '#231b14',
} as const;

/** The accent and button colours of a theme: the standard colours, or shades of the brand colour. */
export type Accents = Record<'accent' | 'button' | 'buttonInk', string>;

const sans = "'Helvetica Neue', Helvetica, Arial, sans-serif";
const serif = "Georgia, 'Times New Roman', serif";

/**
 * Inline styles of the parts of a message. Mail clients drop external style sheets and many drop `<style>`, so everything needed
 * for reading is inline. Only fonts that devices already have are used, because many mail clients block remote fonts.
 */
export const styles = {
  body: { backgroundColor: light.page, margin: 0, padding: 0 },
  page: { backgroundColor: light.page, fontFamily: sans, padding: '32px 12px' },
  container: { maxWidth: '560px' },
  header: { padding: '0 0 24px', textAlign: 'center' },
  brand: {
    color: light.ink,
    fontFamily: serif,
    fontSize: '22px',
    lineHeight: '28px',
    letterSpacing: '5px',
    textTransform: 'uppercase',
    margin: 0,
  },
  logo: {
    backgroundColor: light.page,
    border: `6px solid ${light.page}`,
    borderRadius: '6px',
    color: light.ink,
    fontFamily: serif,
    fontSize: '22px',
  },
  card: {
    backgroundColor: light.card,
    border: `1px solid ${light.line}`,
    borderRadius: '6px',
    borderCollapse: 'separate',
  },
  content: { padding: '36px 40px' },
  heading: {
    color: light.ink,
    fontFamily: serif,
    fontSize: '26px',
    fontWeight: 'normal',
    lineHeight: '34px',
    margin: '0 0 16px',
  },
  paragraph: {
    color: light.ink,
    fontSize: '16px',
    lineHeight: '26px',
    margin: '0 0 16px',
    overflowWrap: 'anywhere',
    wordBreak: 'break-word',
  },
  note: { color: light.muted, fontSize: '14px', lineHeight: '22px', margin: '16px 0 0' },
  details: {
    backgroundColor: light.panel,
    borderCollapse: 'separate',
    borderRadius: '4px',
    margin: '24px 0',
    padding: '9px 0',
    width: '100%',
  },
  label: {
    color: light.muted,
    fontSize: '14px',
    fontWeight: 'normal',
    lineHeight: '22px',
    padding: '7px 8px 7px 18px',
    textAlign: 'left',
    verticalAlign: 'top',
    whiteSpace: 'nowrap',
    width: '96px',
  },
  value: {
    color: light.ink,
    fontSize: '15px',
    lineHeight: '22px',
    overflowWrap: 'anywhere',
    padding: '7px 18px 7px 8px',
    textAlign: 'left',
    verticalAlign: 'top',
    wordBreak: 'break-word',
  },
  unbroken: { whiteSpace: 'nowrap' },
  former: { color: light.muted, textDecoration: 'line-through' },
  codeBox: { backgroundColor: light.panel, borderRadius: '4px', margin: '8px 0 24px', padding: '22px 12px' },
  code: {
    color: light.ink,
    fontFamily: "'SF Mono', Menlo, Consolas, 'Courier New', monospace",
    fontSize: '34px',
    fontWeight: 'bold',
    letterSpacing: '8px',
    lineHeight: '40px',
    margin: 0,
    paddingLeft: '8px',
    textAlign: 'center',
  },
  actions: { margin: '8px 0 16px' },
  footer: { padding: '24px 16px 0', textAlign: 'center' },
  small: { color: light.muted, fontSize: '13px', lineHeight: '20px', margin: '0 0 6px' },
} satisfies Record<string, CSSProperties>;

/** Inline styles of those parts of a message that have an accent colour. */
export const accentStyles = ({ accent, button, buttonInk }: Accents) =>
  ({
    trade: { color: accent, fontSize: '12px', lineHeight: '18px', letterSpacing: '1.5px', margin: '6px 0 0' },
    link: { color: accent, textDecoration: 'underline' },
    button: {
      backgroundColor: button,
      borderRadius: '4px',
      color: buttonInk,
      fontSize: '15px',
      fontWeight: 'bold',
      padding: '13px 26px',
      textDecoration: 'none',
    },
  }) satisfies Record<string, CSSProperties>;

type Rule = [selector: string, declarations: string];

const darkRules = ({ accent, button, buttonInk }: Accents): Rule[] => [
  ['.page', `background-color: ${dark.page} !important;`],
  ['.card', `background-color: ${dark.card} !important; border-color: ${dark.line} !important;`],
  ['.panel', `background-color: ${dark.panel} !important;`],
  ['.ink', `color: ${dark.ink} !important;`],
  ['.muted', `color: ${dark.muted} !important;`],
  ['.accent', `color: ${accent} !important;`],
  ['.button', `background-color: ${button} !important; color: ${buttonInk} !important;`],
];

const rules = (list: Rule[], prefix = '') =>
  list.map(([selector, declarations]) => `${prefix}${selector} { ${declarations} }`).join('\n');

/**
 * The only `<style>` of a message: dark colours for clients that report their colour scheme (Outlook does so by `data-ogsc`), and
 * narrower padding on phones. A client that ignores `<style>` shows the light message, which is readable down to 320 px.
 * @param accents the accents of the dark theme
 */
export const styleSheet = (accents: Accents) => `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
${rules(darkRules(accents))}
}
${rules(darkRules(accents), '[data-ogsc] ')}
@media (max-width: 480px) {
.gutter { padding-left: 6px !important; padding-right: 6px !important; }
.content { padding: 26px 16px !important; }
.label { padding-left: 12px !important; padding-right: 4px !important; width: 72px !important; }
.value { padding-right: 12px !important; }
}
`;
