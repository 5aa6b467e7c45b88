import type { Shades } from '../../readable-shades.ts';
import { shadesOf } from './shades.ts';

/** More specific than the rules of the standard look, wherever those are loaded. */
const rule = (selector: string, { action, hover, onAction }: Shades, mark: string) =>
  `${selector}{--lw-action:${action};--lw-action-hover:${hover};--lw-on-action:${onAction};${mark}}`;

/** The brand's colour in place of the standard look's. Nothing but hex digits gets into it: the database holds no other. */
export function BrandStyle({ colour }: { colour: string }) {
  const { light, dark } = shadesOf(colour);
  const onBoth = `--lw-mark:${colour};--lw-panel:${light.action}`;
  return <style>{`${rule('html:root', light, onBoth)}${rule('html:root[data-theme="dark"]', dark, '')}`}</style>;
}
