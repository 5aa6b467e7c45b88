import { buildFormStateHandler } from '@payloadcms/ui/utilities/buildFormState';
import { schedulePublishHandler } from '@payloadcms/ui/utilities/schedulePublishHandler';
import { Forbidden, type PayloadRequest, type ServerFunction } from 'payload';
import { canEdit } from '../access/payload-collections.ts';
import { canSchedule, scheduleIfPublishable } from '../services/content/index.ts';
import { adminText } from './strings/admin-text.ts';

type ServerFunctionArgs = { req: PayloadRequest } & Record<string, unknown>;

/**
 * Schedules the publication or unpublication of a document, or cancels a schedule, if the user may publish the document. A post
 * must satisfy the rules for publication before its publication can be scheduled.
 */
const schedulePublish = async (args: ServerFunctionArgs) => {
  const { req, doc, global, deleteID } = args;
  if (!(await canSchedule(req, { doc, global, deleteID }))) throw new Forbidden(req.t);
  const schedule = async () => schedulePublishHandler(args as unknown as Parameters<typeof schedulePublishHandler>[0]);
  const postId = findPostToPublish(args);
  if (postId === undefined) return schedule();
  const result = await scheduleIfPublishable(req, postId, schedule);
  if ('answer' in result) return result.answer;
  const fields = result.errors.map(({ label, message }) => `${label}: ${message}`).join(' ');
  return { error: adminText(req.i18n)('blogs:notPublishable', { fields }) };
};

/** The id of the post whose publication is scheduled; undefined for other documents, unpublishing, and cancelling a schedule. */
function findPostToPublish({ doc, type, date }: ServerFunctionArgs): string | undefined {
  const { relationTo, value } = (doc ?? {}) as { relationTo?: unknown; value?: unknown };
  return relationTo === 'blogs' && type !== 'unpublish' && date ? String(value) : undefined;
}

/**
 * Builds the state of a form. Payload's own function locks the document for every user who opens the form; this function locks it
 * only for users who may edit the document.
 */
const formState = async (args: ServerFunctionArgs) => {
  const { req, collectionSlug, globalSlug, id } = args;
  const target = collectionSlug
    ? { collection: String(collectionSlug), id: String(id) }
    : { global: String(globalSlug) };
  // A new document does not exist yet, so it cannot be locked.
  const isStored = Boolean(globalSlug ?? id);
  const returnLockStatus = Boolean(args.returnLockStatus) && isStored && (await canEdit(req, target));
  return buildFormStateHandler({ ...args, returnLockStatus: returnLockStatus } as unknown as Parameters<
    typeof buildFormStateHandler
  >[0]);
};

/** Refuses copying between locales, because there is only one language, and Payload would write without checking access. */
const refuse = ({ req }: ServerFunctionArgs) => {
  throw new Forbidden(req.t);
};

/**
 * Server functions for `handleServerFunctions`, with an access check. Payload's own versions of these functions are open to
 * everyone in the admin UI.
 */
export const serverFunctions: Record<string, ServerFunction> = {
  'schedule-publish': schedulePublish as ServerFunction,
  'form-state': formState as ServerFunction,
  'copy-data-from-locale': refuse as ServerFunction,
};
