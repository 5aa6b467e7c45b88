import { RenderServerComponent } from '@payloadcms/ui/elements/RenderServerComponent';
import type { SanitizedConfig, ServerProps } from 'payload';
import { formatAdminURL } from 'payload/shared';
import { brandOfPage } from './brand-of-page.ts';
import styles from './masthead.module.css';
import { OnPaths } from './on-paths.tsx';
import { Panel } from './panel.tsx';

/** Payload's pages without navigation, but for the login, which has slots of its own. */
const pathsOf = ({ admin, routes }: SanitizedConfig) => {
  const { forgot, reset, logout, inactivity, unauthorized, createFirstUser } = admin.routes;
  return [forgot, `${reset}/` as const, logout, inactivity, unauthorized, createFirstUser].map((path) =>
    formatAdminURL({ adminRoute: routes.admin, path }),
  );
};

/**
 * The brand as the login shows it, above the pages for who has forgotten a password, sets a new one or leaves. Payload has no
 * slot on them, and lets nothing take the place of the page of a new password.
 */
export async function Masthead(props: ServerProps) {
  const { config, importMap } = props.payload;
  const { Logo } = config.admin.components.graphics ?? {};
  return (
    <OnPaths paths={pathsOf(config)}>
      <Panel {...(await brandOfPage(props.payload))} />
      <header className={styles.masthead}>
        {RenderServerComponent({ Component: Logo, importMap, serverProps: props })}
      </header>
    </OnPaths>
  );
}
