import type { AdminViewConfig, Config, PayloadRequest, Widget, WidgetInstance } from 'payload';
import { hasRole } from '../access/roles.ts';

type AdminConfig = NonNullable<Config['admin']>;
type Layout = Extract<NonNullable<AdminConfig['dashboard']>['defaultLayout'], (...args: never[]) => unknown>;

const WIDGETS: Widget[] = [
  {
    slug: 'home-figures',
    label: 'Figures',
    Component: '/src/admin/widgets/home-figures.tsx#HomeFigures',
    minWidth: 'medium',
  },
  {
    slug: 'coming-visits',
    label: 'Coming visits',
    Component: '/src/admin/widgets/coming-visits.tsx#ComingVisits',
    minWidth: 'medium',
  },
  {
    slug: 'to-confirm',
    label: 'To confirm',
    Component: '/src/admin/widgets/to-confirm.tsx#ToConfirm',
    minWidth: 'small',
  },
  {
    slug: 'bookings-per-week',
    label: 'Bookings per week',
    Component: '/src/admin/widgets/bookings-per-week.tsx#BookingsPerWeek',
    minWidth: 'medium',
  },
  {
    slug: 'free-slots',
    label: 'Free slots',
    Component: '/src/admin/widgets/free-slots.tsx#FreeSlots',
    minWidth: 'small',
  },
  {
    slug: 'posts',
    label: 'Posts',
    Component: '/src/admin/widgets/posts.tsx#Posts',
    minWidth: 'medium',
  },
  {
    slug: 'website',
    label: 'Website',
    Component: '/src/admin/widgets/website.tsx#Website',
    minWidth: 'medium',
  },
];

/** What each role finds on its dashboard before it arranges the widgets itself. */
const dashboardOf: Layout = ({ req: { user } }) => [
  { widgetSlug: 'home-figures', width: 'full' },
  ...figuresFor(user),
  ...websiteFor(user),
];

function websiteFor(user: PayloadRequest['user']): WidgetInstance[] {
  if (!hasRole(user, 'content-manager')) return [];
  const website: WidgetInstance = { widgetSlug: 'website', width: 'full' };
  // Admins see everybody's figures, and this is two statements more than their page may cost; they can add it.
  return hasRole(user, 'sales') ? [website] : [{ widgetSlug: 'posts', width: 'full' }, website];
}

function figuresFor(user: PayloadRequest['user']): WidgetInstance[] {
  if (hasRole(user, 'sales')) {
    return [
      { widgetSlug: 'coming-visits', width: 'full' },
      { widgetSlug: 'to-confirm', width: 'medium' },
      { widgetSlug: 'free-slots', width: 'medium' },
      { widgetSlug: 'bookings-per-week', width: 'full' },
    ];
  }
  if (!hasRole(user, 'analyst')) return [];
  return [
    { widgetSlug: 'bookings-per-week', width: 'large' },
    { widgetSlug: 'free-slots', width: 'small' },
  ];
}

/**
 * The host's admin UI with the domain's dashboard, calendar and brand; what the host sets itself stays. Components are
 * named by their path below the project's folder.
 */
export function adminUi(admin: AdminConfig = {}): AdminConfig {
  const { components, dashboard } = admin;
  return {
    ...admin,
    // Payload's default asks gravatar.com, which would learn of each member of staff.
    avatar: admin.avatar ?? 'default',
    // The icon of the tab comes with the brand, which a setting changes.
    meta: { ...admin.meta, icons: admin.meta?.icons ?? [] },
    dashboard: {
      widgets: [...WIDGETS, ...(dashboard?.widgets ?? [])],
      defaultLayout: dashboard?.defaultLayout ?? dashboardOf,
    },
    components: {
      ...components,
      graphics: {
        Logo: '/src/admin/brand/logo.tsx#Logo',
        Icon: '/src/admin/brand/icon.tsx#Icon',
        ...components?.graphics,
      },
      providers: [
        '/src/admin/brand/brand-provider.tsx#BrandProvider',
        '/src/admin/a11y/named-controls.tsx#NamedControls',
        ...(components?.providers ?? []),
      ],
      beforeLogin: ['/src/admin/brand/sign-in-panel.tsx#SignInPanel', ...(components?.beforeLogin ?? [])],
      beforeNavLinks: [
        '/src/admin/nav/calendar-link.tsx#CalendarLink',
        '/src/admin/nav/analytics-link.tsx#AnalyticsLink',
        '/src/admin/nav/operations-link.tsx#OperationsLink',
        ...(components?.beforeNavLinks ?? []),
      ],
      views: {
        analytics: view('Analytics', '/analytics', '/src/admin/analytics/analytics-view.tsx#AnalyticsView'),
        calendar: view('Calendar', '/calendar', '/src/admin/calendar/calendar-view.tsx#CalendarView'),
        operations: view('Operations', '/operations', '/src/admin/operations/operations-view.tsx#OperationsView'),
        priceList: view('Price list', '/price-list', '/src/admin/price-list/price-list-view.tsx#PriceListView'),
        ...components?.views,
      },
    },
  };
}

/** A page of our own, with the title of its window. */
const view = (title: string, path: `/${string}`, Component: string): AdminViewConfig => ({
  ...{ Component, path, exact: true },
  meta: { title },
});
