import type { CollectionConfig, FieldAccess } from 'payload';
import { collectionAccess, staff } from '../access/access.ts';
import { hasRole, isStaff, ROLES } from '../access/roles.ts';
import { noteWhoChanges, noteWhoDeletes } from '../hooks/history/note-staff.ts';
import { refuseFirstRegister, refuseVerification } from '../services/identity/refuse-auth-routes.ts';
import { forgotStaffPassword } from '../services/identity/staff-forgot-password.ts';
import { staffLogin } from '../services/identity/staff-login.ts';
import { evenStaffLogin } from '../services/identity/staff-login-timing.ts';
import { checkStaffPassword, tellNewPassword } from '../services/identity/staff-password-rules.ts';
import { resetStaffPassword } from '../services/identity/staff-reset-password.ts';
import { historyField } from './fields/history.ts';

/** What only admins, and whose row it is, may read of a colleague. */
const ownOrAdmin: FieldAccess = ({ req: { user }, doc, id }) =>
  hasRole(user) || (isStaff(user) && user.id === (doc?.id ?? id));

/** Staff: Payload's own auth, and the only people who get into the admin UI. */
export const users: CollectionConfig<'users'> = {
  slug: 'users',
  labels: { singular: 'Staff member', plural: 'Staff' },
  admin: {
    group: 'Administration',
    useAsTitle: 'name',
    defaultColumns: ['name', 'email', 'role', 'updatedAt'],
    description: 'People who work here. What each may see and change follows from the role.',
  },
  auth: {
    tokenExpiration: 8 * 60 * 60,
    // Never: Payload would lock an account for everybody, its owner included. staff-login.ts counts by address and network
    // instead. With 0 the columns would go, which a process of the release before still reads.
    maxLoginAttempts: Number.MAX_SAFE_INTEGER,
    cookies: { sameSite: 'Lax' },
  },
  access: collectionAccess({
    // Names stand beside what colleagues write; the rest of a row is for admins and whose it is.
    read: ({ req: { user } }) => isStaff(user),
    create: staff(),
    update: ({ req: { user } }) => hasRole(user) || (isStaff(user) && { id: { equals: user.id } }),
    delete: staff(),
  }),
  endpoints: [...refuseFirstRegister, refuseVerification, staffLogin, forgotStaffPassword, resetStaffPassword],
  hooks: {
    beforeOperation: [evenStaffLogin, checkStaffPassword],
    beforeChange: [noteWhoChanges],
    afterChange: [tellNewPassword],
    beforeDelete: [noteWhoDeletes],
  },
  fields: [
    { name: 'name', type: 'text', required: true, maxLength: 100 },
    // Payload's own field, with a rule for readers.
    { name: 'email', type: 'email', required: true, unique: true, access: { read: ownOrAdmin } },
    {
      name: 'role',
      type: 'select',
      required: true,
      defaultValue: 'sales',
      options: ROLES.map((value) => ({ value, label: value.replace('-', ' ').replace(/^./, (c) => c.toUpperCase()) })),
      access: {
        read: ownOrAdmin,
        create: ({ req }) => hasRole(req.user),
        update: ({ req }) => hasRole(req.user),
      },
      saveToJWT: true,
      admin: {
        components: { Cell: '/src/admin/cells/role.tsx#RoleCell' },
        description:
          'Admin: everything. Content manager: catalogue, blog and media. Sales: bookings, orders and customers. Analyst: dashboards, read only.',
      },
    },
    {
      name: 'currentPassword',
      type: 'text',
      label: 'Present password',
      virtual: true,
      access: { read: () => false },
      admin: {
        disableListColumn: true,
        disableListFilter: true,
        disableBulkEdit: true,
        condition: (data, _siblings, { user }) => data?.id !== undefined && data.id === user?.id,
        components: { Field: '/src/admin/staff/current-password.tsx#CurrentPassword' },
      },
    },
    historyField,
  ],
};
