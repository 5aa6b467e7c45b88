import type { TextareaFieldServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { MAX_STAFF_NOTES } from '../../services/identity/staff-notes.ts';
import { StaffNotesForm } from './staff-notes-form.tsx';

/** The notes of sales staff on an order or customer, and the form to change them. */
export async function StaffNotes({ id, collectionSlug, payload, req }: TextareaFieldServerProps) {
  if (!id || !hasRole(req.user, 'sales')) return null;
  // Read the notes again, because the data of the form are from the time when the form was opened.
  const { staffNotes } = await payload.findByID({
    ...{ collection: collectionSlug as 'orders' | 'customers', id, depth: 0 },
    select: { staffNotes: true },
  });
  return (
    <StaffNotesForm
      url={`${payload.config.routes.api}/desk/${collectionSlug}/${id}/notes`}
      saved={staffNotes ?? ''}
      maxLength={MAX_STAFF_NOTES}
    />
  );
}
