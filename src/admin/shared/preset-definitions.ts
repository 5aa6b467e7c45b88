import { ERASED_EMAIL } from '../../lib/contact.ts';
import { toLondon } from '../../lib/dates.ts';
import { RECENT_DAYS, REFUSAL_DAYS } from '../../services/brochures/index.ts';
import { LOW_STOCK } from '../../services/catalogue/index.ts';
import { SALES_DAYS } from '../../services/sales/index.ts';
import { type Condition, createListPreset, type ListPreset, toDaysBefore } from './create-list-preset.ts';

/** The list presets of bookings; days are London days. */
export function bookingPresets(now: Date): ListPreset[] {
  const today = toLondon(now).startOf('day').toJSDate().toISOString();
  const tomorrow = toLondon(now).startOf('day').plus({ days: 1 }).toJSDate().toISOString();
  const at = now.toISOString();
  return [
    createListPreset('newest', '-createdAt'),
    createListPreset('toConfirm', 'startsAt', [
      ['status', 'equals', 'PENDING'],
      ['slot.startsAt', 'greater_than', at],
    ]),
    createListPreset('today', 'startsAt', [
      ['slot.startsAt', 'greater_than_equal', today],
      ['slot.startsAt', 'less_than', tomorrow],
    ]),
    createListPreset('coming', 'startsAt', [
      ['slot.startsAt', 'greater_than', at],
      ['status', 'not_equals', 'CANCELLED'],
    ]),
    createListPreset('toClose', 'startsAt', [
      ['slot.endsAt', 'less_than_equal', at],
      ['status', 'in', 'PENDING,CONFIRMED'],
    ]),
    createListPreset('cancelled', '-updatedAt', [['status', 'equals', 'CANCELLED']]),
  ];
}

/** The list presets of slots. */
export function slotPresets(now: Date): ListPreset[] {
  const at = now.toISOString();
  return [
    createListPreset('coming', 'startsAt', [['startsAt', 'greater_than', at]]),
    createListPreset('free', 'startsAt', [
      ['startsAt', 'greater_than', at],
      ['isBooked', 'not_equals', 'true'],
      ['isClosed', 'not_equals', 'true'],
    ]),
    createListPreset('booked', 'startsAt', [
      ['startsAt', 'greater_than', at],
      ['isBooked', 'equals', 'true'],
    ]),
    createListPreset('closed', 'startsAt', [
      ['startsAt', 'greater_than', at],
      ['isClosed', 'equals', 'true'],
    ]),
    createListPreset('past', '-startsAt', [['startsAt', 'less_than', at]]),
  ];
}

/** The start of the period for which the dashboard shows sales figures. The period ends today. */
const firstDay = (now: Date) =>
  toLondon(now)
    .startOf('day')
    .minus({ days: SALES_DAYS - 1 })
    .toJSDate()
    .toISOString();

/** The list presets of orders. */
export const orderPresets = (): ListPreset[] => [
  createListPreset('newest', '-createdAt'),
  createListPreset('paid', '-createdAt', [['status', 'equals', 'CONFIRMED']]),
  createListPreset('unpaid', 'paymentDueAt', [['status', 'equals', 'PENDING']]),
  createListPreset('refunded', '-updatedAt', [['status', 'in', 'PARTIALLY_REFUNDED,REFUNDED']]),
  createListPreset('cancelled', '-updatedAt', [['status', 'equals', 'CANCELLED']]),
];

/** The list presets of payments. */
export const paymentPresets = (now: Date): ListPreset[] => [
  createListPreset('newest', '-createdAt'),
  createListPreset('paidLately', '-paidAt', [['paidAt', 'greater_than_equal', firstDay(now)]]),
  createListPreset('failed', '-updatedAt', [['status', 'equals', 'FAILED']]),
  createListPreset('open', 'createdAt', [['status', 'in', 'PENDING,PROCESSING']]),
  createListPreset('disputed', '-updatedAt', [['status', 'equals', 'DISPUTED']]),
  createListPreset('refunded', '-updatedAt', [['status', 'in', 'PARTIALLY_REFUNDED,REFUNDED']]),
];

/** The list presets of products. */
export function productPresets(): ListPreset[] {
  return [
    createListPreset('newest', '-createdAt'),
    createListPreset('kitchens', 'title', [['category', 'equals', 'KITCHEN']]),
    createListPreset('bedrooms', 'title', [['category', 'equals', 'BEDROOM']]),
    createListPreset('drafts', '-updatedAt', [['_status', 'equals', 'draft']]),
    createListPreset('lowStock', 'stock', [
      ['stock', 'less_than', String(LOW_STOCK)],
      ['stock', 'greater_than', '0'],
    ]),
    createListPreset('outOfStock', 'title', [['stock', 'less_than_equal', '0']]),
    createListPreset('withoutPictures', 'title', [['images', 'exists', 'false']]),
    createListPreset('withoutDescription', 'title', [['description', 'exists', 'false']]),
  ];
}

const UNDELIVERED_CONDITIONS: Condition[] = [
  ['deliveredAt', 'exists', 'false'],
  ['email', 'not_equals', ERASED_EMAIL],
];

/** The list presets of brochure requests. */
export const brochureRequestPresets = (now: Date): ListPreset[] => [
  createListPreset('newest', '-createdAt'),
  createListPreset('lastWeek', '-createdAt', [['createdAt', 'greater_than', toDaysBefore(now, RECENT_DAYS)]]),
  createListPreset(
    'notDelivered',
    'createdAt',
    [...UNDELIVERED_CONDITIONS, ['problem', 'not_equals', 'REFUSED']],
    [...UNDELIVERED_CONDITIONS, ['updatedAt', 'greater_than', toDaysBefore(now, REFUSAL_DAYS)]],
  ),
  createListPreset('waitingForBrochure', 'createdAt', [['problem', 'in', 'NO_DEFAULT,FILE_MISSING']]),
  createListPreset('refused', '-createdAt', [['problem', 'equals', 'REFUSED']]),
  createListPreset('sentAgain', '-sentAgainAt', [['sentAgainAt', 'exists', 'true']]),
];

/** The list presets of posts. */
export const postPresets = (): ListPreset[] => [
  createListPreset('newest', '-createdAt'),
  createListPreset('drafts', '-updatedAt', [['_status', 'equals', 'draft']]),
  createListPreset('published', '-publishedAt', [['_status', 'equals', 'published']]),
];

/** The list presets of media. */
export const mediaPresets = (): ListPreset[] => [
  createListPreset('newest', '-createdAt'),
  createListPreset('withoutAlt', '-createdAt', [
    ['alt', 'exists', 'false'],
    ['mimeType', 'contains', 'image/'],
  ]),
  createListPreset('unused', '-createdAt', [['unused', 'equals', 'true']]),
  createListPreset('films', '-createdAt', [['mimeType', 'contains', 'video/']]),
];

/** The list presets of the change log. */
export const changePresets = (): ListPreset[] => [
  createListPreset('newest', '-at'),
  createListPreset('byStaff', '-at', [['actor', 'equals', 'staff']]),
  createListPreset('bookings', '-at', [['entity', 'equals', 'bookings']]),
  createListPreset('orders', '-at', [['entity', 'equals', 'orders']]),
  createListPreset('prices', '-at', [['entity', 'equals', 'products']]),
  createListPreset('staffAndRoles', '-at', [['entity', 'equals', 'users']]),
  createListPreset('signIns', '-at', [['entity', 'equals', 'sign-ins']]),
  createListPreset('jobs', '-at', [['entity', 'equals', 'jobs']]),
  createListPreset('settings', '-at', [['entity', 'in', 'settings,availability,analytics-settings']]),
];
