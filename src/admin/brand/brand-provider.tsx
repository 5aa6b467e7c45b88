import type { ServerProps } from 'payload';
import type { ReactNode } from 'react';
import { brandOfPage } from './brand-of-page.ts';
import { BrandStyle } from './brand-style.tsx';
import { Masthead } from './masthead.tsx';
import { ReaderTheme } from './reader-theme.tsx';
import { TabIcon } from './tab-icon.tsx';

/** Puts the brand's colour and icon on every page, and its name on those for people who have not signed in. */
export async function BrandProvider({ children, ...props }: ServerProps & { children: ReactNode }) {
  const { payload } = props;
  const { colour, icon } = await brandOfPage(payload);
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
