import { FORMAT } from './inline.ts';

type Style = ReadonlyMap<string, string>;

/** The declarations of a `style` attribute, lower-cased: word processors say with it what other people say with elements. */
export function styleOf(attribute: string | undefined): Style {
  const declarations = (attribute ?? '').toLowerCase().split(';');
  return new Map(
    declarations.flatMap((declaration) => {
      const colon = declaration.indexOf(':');
      return colon > 0 ? [[declaration.slice(0, colon).trim(), declaration.slice(colon + 1).trim()] as const] : [];
    }),
  );
}

/** Whether a browser would not show the element. */
export const isHidden = (style: Style): boolean => style.get('display') === 'none';

/** Whether blanks and line ends are kept, the other way round, or as around it (undefined). */
export function keepsBlanks(style: Style): boolean | undefined {
  const value = style.get('white-space');
  return value === undefined ? undefined : /^(?:pre|break-spaces)/.test(value);
}

/** `format` with what a style adds to it or takes away. */
export function styledFormat(format: number, style: Style): number {
  let styled = format;
  const weight = style.get('font-weight') ?? '';
  if (/^bold|^[6-9]\d\d$/.test(weight)) styled |= FORMAT.bold;
  else if (/^normal|^[1-5]\d\d$/.test(weight)) styled &= ~FORMAT.bold;
  const slant = style.get('font-style') ?? '';
  if (/^(?:italic|oblique)/.test(slant)) styled |= FORMAT.italic;
  else if (slant.startsWith('normal')) styled &= ~FORMAT.italic;
  const decoration = `${style.get('text-decoration') ?? ''} ${style.get('text-decoration-line') ?? ''}`;
  if (decoration.includes('line-through')) styled |= FORMAT.strikethrough;
  if (decoration.includes('underline')) styled |= FORMAT.underline;
  const raised = style.get('vertical-align') ?? '';
  if (raised.startsWith('sub')) styled |= FORMAT.subscript;
  else if (raised.startsWith('super')) styled |= FORMAT.superscript;
  return styled;
}
