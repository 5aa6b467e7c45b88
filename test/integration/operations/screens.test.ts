import { isEntityHidden, type SanitizedCollectionConfig, type SanitizedGlobalConfig, type TypedUser } from 'payload';
import { describe, expect, test } from 'vitest';
import { isReadOnly, isSystemField } from '../../../src/access/access.ts';
import { ROLES, type Role } from '../../../src/access/roles.ts';
import { empty } from '../../../src/admin/strings/shared.ts';
import { listFields } from '../../support/config-fields.ts';
import { startSite } from '../../support/site.ts';

const { payload } = await startSite();
const { collections, globals } = payload.config;
const own = collections.filter(({ slug }) => !slug.startsWith('payload-'));
const entities: (SanitizedCollectionConfig | SanitizedGlobalConfig)[] = [...own, ...globals];

/** Fields that Payload adds after all plugins have run. */
const PAYLOADS_OWN = new Set([
  'createdAt',
  'updatedAt',
  'deletedAt',
  'expiresAt',
  'resetPasswordExpiration',
  'resetPasswordRequestedAt',
  'lockUntil',
]);

type NamedField = ReturnType<typeof listFields>[number]['field'];

const staff = (role: Role) => ({ collection: 'users', role }) as TypedUser;

const readMenu = (role: Role) =>
  entities
    .filter(({ admin }) => admin.group !== false && !isEntityHidden({ hidden: admin.hidden, user: staff(role) }))
    .map(({ slug }) => slug);

describe('the menu', () => {
  test.each([
    [
      'sales',
      [
        ...['products', 'bookings', 'time-slots', 'brochure-requests', 'orders', 'payments', 'invoices'],
        ...['loyalty-accounts', 'loyalty-entries', 'customers'],
      ],
    ],
    [
      'content-manager',
      ['products', 'ranges', 'styles', 'finishes', 'colours', 'blogs', 'media', 'brochures', 'redirects'],
    ],
    ['analyst', ['analytics-settings']],
  ] as const)('of the role %s has its entries, at most twelve', (role, slugs) => {
    expect(readMenu(role)).toEqual(slugs);
    expect(readMenu(role).length).toBeLessThan(12);
  });

  test('of admins has all entries', () => {
    expect(readMenu('admin')).toEqual(entities.map(({ slug }) => slug));
  });

  test('has each entry in a group', () => {
    expect(entities.filter(({ admin }) => !admin.group).map(({ slug }) => slug)).toEqual([]);
  });
});

test.each(ROLES)('only admins see the API tab of documents (role %s)', (role) => {
  for (const { slug, admin } of entities) {
    const edit = admin.components?.views?.edit;
    const condition = edit && 'api' in edit ? edit.api?.tab?.condition : undefined;
    const shown = condition?.({ req: { user: staff(role) } } as never);
    expect(shown, slug).toBe(role === 'admin');
  }
});

test('read-only fields are shown as text', () => {
  const inputs = own.flatMap((collection) =>
    listFields(collection)
      .filter(({ field }) => isReadOnly(collection) || isSystemField(field) || readOnlyField(field))
      .filter(({ field, inRows }) => !isHidden(field) && !inRows && field.type !== 'group')
      .filter(({ field: { admin } }) => !(admin && 'components' in admin && admin.components?.Field))
      .filter(({ field: { admin } }) => admin?.condition === undefined)
      .map(({ path }) => `${collection.slug}.${path}`),
  );
  expect(inputs).toEqual([]);
});

test('dates are in British format, and weeks start on Monday', () => {
  const dates = entities.flatMap((entity) =>
    listFields(entity).flatMap(({ field, path }) =>
      field.type === 'date' && !PAYLOADS_OWN.has(field.name)
        ? [{ at: `${entity.slug}.${path}`, date: field.admin?.date }]
        : [],
    ),
  );
  expect(dates.length).toBeGreaterThan(20);
  for (const { at, date } of dates) {
    expect(date, at).toMatchObject({ timeFormat: 'HH:mm', overrides: { calendarStartDay: 1 } });
    expect(date && 'displayFormat' in date ? date.displayFormat : undefined, at).toMatch(
      /^(d MMM yyyy|HH:mm|MMMM yyyy)/,
    );
  }
});

test('every empty list says what it will contain', () => {
  expect(Object.keys(empty).toSorted()).toEqual(own.map(({ slug }) => slug).toSorted());
  const silent = own.filter(
    ({ admin }) => !admin.components?.beforeListTable?.includes('/src/admin/shared/list-preset-bar.tsx#EmptyList'),
  );
  expect(silent.map(({ slug }) => slug)).toEqual([]);
});

const isHidden = (field: NamedField): boolean =>
  ('hidden' in field && field.hidden === true) ||
  (field.admin !== undefined && 'hidden' in field.admin && field.admin.hidden === true);

const readOnlyField = ({ admin }: NamedField): boolean =>
  admin !== undefined && 'readOnly' in admin && admin.readOnly === true;
