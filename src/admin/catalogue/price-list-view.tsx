import { DefaultTemplate } from '@payloadcms/next/templates';
import { Gutter, SetStepNav } from '@payloadcms/ui';
import { redirect } from 'next/navigation.js';
import type { AdminViewServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { listUndoablePriceLists } from '../../services/catalogue/applied-price-lists.ts';
import { adminText } from '../strings/admin-text.ts';
import { PriceList } from './price-list-form.tsx';

/** The page on which editors import a price list, with a preview of its changes. */
export async function PriceListView({ initPageResult, params, searchParams, viewActions }: AdminViewServerProps) {
  const { req, permissions, visibleEntities, locale } = initPageResult;
  const { payload, user, i18n } = req;
  const { admin, api } = payload.config.routes;
  const text = adminText(i18n);
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
        <PriceList api={api} applied={await listUndoablePriceLists(payload, user)} />
      </Gutter>
    </DefaultTemplate>
  );
}
