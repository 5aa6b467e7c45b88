import type { CollectionConfig, FieldAccess } from 'payload';
import { adminsOnly, collectionAccess, systemField } from '../../access/access.ts';
import { hasRole, isStaff, ROLES } from '../../access/roles.ts';
import { setStaffBeforeChange, setStaffBeforeDelete } from '../../hooks/history/change-log.ts';
import { announceByline, refuseDeletingStaff } from '../../hooks/identity/people.ts';
import { refuseFirstRegister, refuseVerification } from '../../services/identity/refuse-auth-routes.ts';
import { equaliseStaffLoginTime, refuseDeactivated, staffLogin } from '../../services/identity/staff-login.ts';
import { acceptInvitation, resetStaffPassword } from '../../services/identity/staff-password-links.ts';
import { checkStaffPassword, emitPasswordChanged, inviteStaff } from '../../services/identity/staff-password-rules.ts';
import { forgotStaffPassword } from '../../services/identity/staff-reset-tokens.ts';
import { endSessionOnSignOut, recordSession } from '../../services/identity/staff-sessions.ts';
import { createEmailField } from '../fields/contact-fields.ts';
import { formOnlyField, hiddenInForm, historyField, listOnlyField } from '../fields/ui-fields.ts';
import { dateTimeAdmin } from '../fields/value-fields.ts';

/** Read access for admins, and for members of staff to their own account. */
const ownRowOrAdmin: FieldAccess = ({ req: { user }, doc, id }) =>
  hasRole(user) || (isStaff(user) && user.id === (doc?.id ?? id));

/** Staff, who sign in with Payload's own auth. Only they can use the admin UI. */
export const users: CollectionConfig<'users'> = {
  slug: 'users',
  labels: { singular: 'Staff member', plural: 'Staff' },
  admin: {
    group: 'Administration',
    useAsTitle: 'name',
    defaultColumns: ['name', 'email', 'role', 'access', 'updatedAt'],
    description: 'People who work here. Their role decides what they can see and change.',
    components: {
      views: { edit: { default: { Component: '/src/admin/identity/staff-edit-view.tsx#StaffEditView' } } },
    },
  },
  auth: {
    tokenExpiration: 8 * 60 * 60,
    // The limit is so high that Payload never locks an account, because a lock would also exclude the owner. staff-login.ts
    // limits failures by address and network instead. With 0, Payload would drop the columns `login_attempts` and `lock_until`,
    // which processes of the previous release still read.
    maxLoginAttempts: Number.MAX_SAFE_INTEGER,
    cookies: { sameSite: 'Lax' },
  },
  access: collectionAccess({
    // All staff may read names, which are shown next to colleagues' work; field access restricts the rest.
    read: ({ req: { user } }) => isStaff(user),
    create: adminsOnly,
    update: ({ req: { user } }) => hasRole(user) || (isStaff(user) && { id: { equals: user.id } }),
    delete: adminsOnly,
  }),
  endpoints: [
    ...[...refuseFirstRegister, refuseVerification],
    ...[staffLogin, forgotStaffPassword, resetStaffPassword, acceptInvitation],
  ],
  hooks: {
    beforeOperation: [equaliseStaffLoginTime, checkStaffPassword],
    beforeChange: [setStaffBeforeChange],
    beforeLogin: [refuseDeactivated],
    afterLogin: [recordSession],
    afterLogout: [endSessionOnSignOut],
    afterChange: [emitPasswordChanged, inviteStaff, announceByline],
    beforeDelete: [refuseDeletingStaff, setStaffBeforeDelete],
  },
  fields: [
    { name: 'name', type: 'text', required: true, maxLength: 100 },
    // Payload's own field, with restricted read access and this project's rules for e-mail addresses.
    { ...createEmailField('email', { required: true }), unique: true, access: { read: ownRowOrAdmin } },
    {
      name: 'role',
      type: 'select',
      required: true,
      defaultValue: 'sales',
      options: ROLES.map((value) => ({ value, label: value.replace('-', ' ').replace(/^./, (c) => c.toUpperCase()) })),
      access: {
        read: ownRowOrAdmin,
        create: ({ req }) => hasRole(req.user),
        update: ({ req }) => hasRole(req.user),
      },
      saveToJWT: true,
      admin: {
        components: { Cell: '/src/admin/shared/cells.tsx#RoleCell' },
        description:
          'Admin: everything. Content manager: catalogue, blog and media. Sales: bookings, orders and customers. Analyst: dashboards, read only.',
      },
    },
    {
      name: 'deactivatedAt',
      type: 'date',
      label: 'Deactivated',
      access: systemField,
      admin: { ...dateTimeAdmin, condition: hiddenInForm, disableBulkEdit: true },
    },
    {
      name: 'currentPassword',
      type: 'text',
      label: 'Current password',
      virtual: true,
      // The field stores nothing. Its read access only determines who sees the input.
      access: { read: ownRowOrAdmin },
      admin: {
        disableListColumn: true,
        disableListFilter: true,
        disableBulkEdit: true,
        condition: (data, _siblings, { user }) => data?.id !== undefined && data.id === user?.id,
        components: { Field: '/src/admin/identity/passwords.tsx#CurrentPassword' },
      },
    },
    formOnlyField('accessState', '/src/admin/identity/staff-panels.tsx#AccessPanel'),
    listOnlyField('access', '/src/admin/identity/staff-panels.tsx#AccessCell', 'Access'),
    formOnlyField('ownSessions', '/src/admin/identity/staff-panels.tsx#SessionsPanel'),
    historyField,
  ],
};
