import type { AdminViewConfig, Config, PayloadRequest, Widget, WidgetInstance } from 'payload';
import { hasRole } from '../access/roles.ts';

type AdminConfig = NonNullable<Config['admin']>;
type Layout = Extract<NonNullable<AdminConfig['dashboard']>['defaultLayout'], (...args: never[]) => unknown>;

const WIDGETS: Widget[] = [
  {
    slug: 'home-figures',
    label: 'Figures',
    Component: '/src/admin/operations/dashboard-counts-widget.tsx#DashboardCountsWidget',
    minWidth: 'medium',
  },
  {
    slug: 'coming-visits',
    label: 'Upcoming visits',
    Component: '/src/admin/appointments/appointment-widgets.tsx#UpcomingAppointments',
    minWidth: 'medium',
  },
  {
    slug: 'to-confirm',
    label: 'To confirm',
    Component: '/src/admin/appointments/appointment-widgets.tsx#ToConfirm',
    minWidth: 'small',
  },
  {
    slug: 'bookings-per-week',
    label: 'Bookings per week',
    Component: '/src/admin/appointments/slot-widgets.tsx#BookingsPerWeek',
    minWidth: 'medium',
  },
  {
    slug: 'free-slots',
    label: 'Free slots',
    Component: '/src/admin/appointments/slot-widgets.tsx#FreeSlots',
    minWidth: 'small',
  },
  {
    slug: 'posts',
    label: 'Posts',
    Component: '/src/admin/content/content-widgets.tsx#PostsCard',
    minWidth: 'medium',
  },
  {
    slug: 'website',
    label: 'Website',
    Component: '/src/admin/content/content-widgets.tsx#WebsiteCard',
    minWidth: 'medium',
  },
];

/** The widgets that the dashboard of each role has by default. Users can rearrange their own dashboard. */
const getDashboardLayout: Layout = ({ req: { user } }) => [
  { widgetSlug: 'home-figures', width: 'full' },
  ...getAppointmentWidgets(user),
  ...(hasRole(user, 'content-manager') && !hasRole(user) ? [POSTS] : []),
  ...(hasRole(user) ? [WEBSITE] : []),
];

const POSTS: WidgetInstance = { widgetSlug: 'posts', width: 'full' };
const WEBSITE: WidgetInstance = { widgetSlug: 'website', width: 'full' };

function getAppointmentWidgets(user: PayloadRequest['user']): WidgetInstance[] {
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
 * Adds our dashboard, pages, menu links and brand to the host's admin UI; the host's own settings take precedence. Each component
 * is named by its path below the project folder.
 */
export function adminUi(admin: AdminConfig = {}): AdminConfig {
  const { components, dashboard } = admin;
  return {
    ...admin,
    // Payload's default loads avatars from gravatar.com, which would reveal our staff to that site.
    avatar: admin.avatar ?? 'default',
    // No icons, unless the host sets some: `BrandProvider` adds the icon of the browser tab from the brand settings.
    meta: { ...admin.meta, icons: admin.meta?.icons ?? [] },
    dashboard: {
      widgets: [...WIDGETS, ...(dashboard?.widgets ?? [])],
      defaultLayout: dashboard?.defaultLayout ?? getDashboardLayout,
    },
    components: {
      ...components,
      graphics: {
        Logo: '/src/admin/settings/logo.tsx#Logo',
        Icon: '/src/admin/settings/logo.tsx#Icon',
        ...components?.graphics,
      },
      providers: [
        '/src/admin/shared/effects-before-clicks.tsx#EffectsBeforeClicks',
        '/src/admin/settings/brand-provider.tsx#BrandProvider',
        '/src/admin/shared/named-controls.tsx#NamedControls',
        '/src/admin/shared/form-parts.tsx#MondayFirst',
        ...(components?.providers ?? []),
      ],
      beforeLogin: ['/src/admin/settings/logo.tsx#SignInPanel', ...(components?.beforeLogin ?? [])],
      beforeNavLinks: [
        '/src/admin/shared/nav-client.tsx#RememberNav',
        '/src/admin/shared/nav-links.tsx#CalendarLink',
        '/src/admin/shared/nav-links.tsx#AnalyticsLink',
        '/src/admin/shared/nav-links.tsx#OperationsLink',
        ...(components?.beforeNavLinks ?? []),
      ],
      views: {
        analytics: toViewConfig('Analytics', '/analytics', '/src/admin/analytics/analytics-view.tsx#AnalyticsView'),
        calendar: toViewConfig(
          'Calendar',
          '/calendar',
          '/src/admin/appointments/calendar/calendar-view.tsx#CalendarView',
        ),
        operations: toViewConfig(
          'Operations',
          '/operations',
          '/src/admin/operations/operations-view.tsx#OperationsView',
        ),
        // In the URL, a token follows `/invitation`. To decide whether a page is public, Payload compares the URL with this path,
        // which cannot have parameters; with `exact: false`, Payload compares only the beginning of the URL.
        invitation: {
          ...toViewConfig('Choose a password', '/invitation', '/src/admin/identity/staff-panels.tsx#InvitationView'),
          exact: false,
        },
        priceList: toViewConfig('Price list', '/price-list', '/src/admin/catalogue/price-list-view.tsx#PriceListView'),
        ...components?.views,
      },
    },
  };
}

/** The configuration of an additional page of the admin UI, with its window title. */
const toViewConfig = (title: string, path: `/${string}`, Component: string): AdminViewConfig => ({
  ...{ Component, path, exact: true },
  meta: { title },
});
