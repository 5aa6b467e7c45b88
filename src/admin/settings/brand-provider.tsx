import { RenderServerComponent } from '@payloadcms/ui/elements/RenderServerComponent';
import type { SanitizedConfig, ServerProps } from 'payload';
import { formatAdminURL } from 'payload/shared';
import type { ReactNode } from 'react';
import type { Shades } from '../../lib/colours.ts';
import type { Brand } from '../../services/settings/read-brand.ts';
import styles from './brand.module.css';
import { readBrandOnce, toAdminShades, toMarkBackground } from './brand.ts';
import { OnPaths, ReaderTheme } from './page-behaviour.tsx';

/** A panel with the company's name and tagline. On a wide screen, the panel fills the half beside the form. */
export const BrandPanel = ({ company, tagline }: Pick<Brand, 'company' | 'tagline'>) => (
  <div className={styles.panel} aria-hidden="true">
    <div className={styles.fronts} />
    <p className={styles.company}>{company}</p>
    <p className={styles.deals}>{tagline}</p>
  </div>
);

/**
 * A CSS rule with the brand's colours. `selector` is more specific than the selector of the default colours, so the order of the
 * style sheets is irrelevant.
 */
const rule = (selector: string, { action, hover, onAction }: Shades, mark: string) =>
  `${selector}{--lw-action:${action};--lw-action-hover:${hover};--lw-on-action:${onAction};${mark}}`;

/**
 * Overrides the default colours with shades of the brand's colour. The colour is safe in a `<style>`, because the database accepts
 * only hex colours.
 */
export function BrandStyle({ colour }: { colour: string }) {
  const { light, dark } = toAdminShades(colour);
  const onBoth = `--lw-mark:${toMarkBackground(colour)};--lw-panel:${light.action}`;
  return <style>{`${rule('html:root', light, onBoth)}${rule('html:root[data-theme="dark"]', dark, '')}`}</style>;
}

/** Lists the paths of the pages without navigation. Omits the login page, for which Payload offers component slots. */
const listBarePaths = ({ admin, routes }: SanitizedConfig) => {
  const { forgot, reset, logout, inactivity, unauthorized, createFirstUser } = admin.routes;
  return [forgot, `${reset}/` as const, '/invitation/' as const, logout, inactivity, unauthorized, createFirstUser].map(
    (path) => formatAdminURL({ adminRoute: routes.admin, path }),
  );
};

/**
 * Shows the brand on every page without navigation, except the login page. Of these pages, only the login page has
 * component slots. Payload also has no way to replace the page for a new password.
 */
export async function Masthead(props: ServerProps) {
  const { config, importMap } = props.payload;
  const { Logo } = config.admin.components.graphics ?? {};
  return (
    <OnPaths paths={listBarePaths(config)}>
      <BrandPanel {...(await readBrandOnce(props.payload))} />
      <header className={styles.masthead}>
        {RenderServerComponent({ Component: Logo, importMap, serverProps: props })}
      </header>
    </OnPaths>
  );
}

const renderMarkSvg = (colour: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none"><rect x="1" y="1" width="30" height="30" rx="7" fill="${colour}"/><rect x="6" y="6" width="20" height="20" rx="2.5" stroke="#f3e7d3" stroke-width="1.6"/><path d="M10.5 25V7M15 25c0-6 2.4-6 2.4-11S15 10.5 15 7" stroke="#d79a63" stroke-width="1.5" stroke-linecap="round"/><circle cx="21.6" cy="16" r="1.7" fill="#f3e7d3"/></svg>`;

/** The icon of the browser tab. */
export function TabIcon({ icon, colour }: Pick<Brand, 'icon' | 'colour'>) {
  const href =
    icon?.url ?? `data:image/svg+xml,${encodeURIComponent(renderMarkSvg(toMarkBackground(colour ?? '#2f5a48')))}`;
  return <link rel="icon" href={href} />;
}

/** Adds the brand's colour and icon to every page, and the company's logo or name to pages for people who are not signed in. */
export async function BrandProvider({ children, ...props }: ServerProps & { children: ReactNode }) {
  const { payload } = props;
  const { colour, icon } = await readBrandOnce(payload);
  const { admin, cookiePrefix } = payload.config;
  return (
    <>
      <TabIcon icon={icon} colour={colour} />
      {colour && <BrandStyle colour={colour} />}
      <Masthead {...props} />
      {admin.theme === 'all' ? (
        <ReaderTheme cookiePrefix={cookiePrefix ?? 'payload'}>{children}</ReaderTheme>
      ) : (
        children
      )}
    </>
  );
}
