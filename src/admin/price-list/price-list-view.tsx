import { DefaultTemplate } from '@payloadcms/next/templates';
import { Gutter, SetStepNav } from '@payloadcms/ui';
import { redirect } from 'next/navigation.js';
import type { AdminViewServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { deskText } from '../strings/desk-text.ts';
import { PriceList } from './price-list.tsx';

/** Where editors bring in a price list, after having looked at what it does. */
export function PriceListView({ initPageResult, params, searchParams, viewActions }: AdminViewServerProps) {
  const { req, permissions, visibleEntities, locale } = initPageResult;
  const { payload, user, i18n } = req;
  const { admin, api } = payload.config.routes;
  const text = deskText(i18n);
  if (!hasRole(user, 'content-manager')) redirect(admin);
  return (
    <DefaultTemplate
      {...{ i18n, locale, params, payload, permissions, req, searchParams, viewActions, visibleEntities }}
      user={user ?? undefined}
    >
      <SetStepNav
        nav={[
          { label: text('products:products'), url: '/collections/products' },
          { label: text('products:priceList') },
        ]}
      />
      <Gutter>
        <PriceList api={api} />
      </Gutter>
    </DefaultTemplate>
  );
}
