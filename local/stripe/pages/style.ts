import { dark, light } from '../../../src/emails/theme.ts';

const variables = (colours: Record<string, string>) =>
  Object.entries(colours)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ');

/** One column, at most 600 px wide, in a light and a dark theme. */
export const STYLE = `
:root { color-scheme: light dark; ${variables(light)} --good: #2f6b3f; --bad: #a3352b; }
@media (prefers-color-scheme: dark) { :root { ${variables(dark)} --good: #8fce9d; --bad: #f0a097; } }
* { box-sizing: border-box; }
body { background: var(--page); color: var(--ink); font: 16px/1.5 'Helvetica Neue', Helvetica, Arial, sans-serif; margin: 0; padding: 48px 16px; }
main { margin: 0 auto; max-width: 600px; }
header { align-items: baseline; display: flex; justify-content: space-between; gap: 16px; margin: 0 4px 20px; }
header a { color: inherit; font-family: Georgia, serif; font-size: 20px; text-decoration: none; }
header span, .quiet { color: var(--muted); font-size: 14px; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; margin-bottom: 16px; padding: 24px; }
h1 { font: 400 40px/1.2 Georgia, serif; font-variant-numeric: tabular-nums; margin: 0 0 4px; }
h1.words { font-size: 28px; }
h2 { font-size: 16px; margin: 0 0 12px; }
p { margin: 0 0 12px; } p:last-child { margin-bottom: 0; }
a { color: var(--accent); }
code { font-size: 13px; overflow-wrap: anywhere; }
ul { list-style: none; margin: 0; padding: 0; }
li { border-top: 1px solid var(--line); }
li:first-child { border-top: 0; }
li > a, li > div { align-items: center; color: inherit; display: flex; gap: 16px; justify-content: space-between; padding: 12px 0; text-decoration: none; }
li > a:hover strong { text-decoration: underline; }
li strong, li small { display: block; }
li small { color: var(--muted); font-size: 13px; overflow-wrap: anywhere; }
header a, header span { white-space: nowrap; }
.pill { display: inline-block; border: 1px solid currentColor; border-radius: 99px; color: var(--muted); flex: none; font-size: 13px; padding: 2px 10px; }
.good { color: var(--good); } .bad { color: var(--bad); }
.note { background: var(--panel); border-radius: 8px; margin: 16px 0 0; padding: 12px 16px; }
form { display: grid; gap: 8px; }
button { align-items: center; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; color: var(--ink); cursor: pointer; display: flex; font: inherit; gap: 16px; justify-content: space-between; min-height: 52px; padding: 8px 16px; text-align: left; width: 100%; }
button:hover, button:focus-visible { border-color: var(--accent); outline: 0; }
button.first { background: var(--button); border-color: var(--button); color: var(--buttonInk); }
button code { font-variant-numeric: tabular-nums; opacity: 0.8; white-space: nowrap; }
@media (max-width: 480px) { body { padding: 24px 12px; } section { padding: 20px 16px; } h1 { font-size: 34px; } }
`;
