import { buildFormStateHandler } from '@payloadcms/ui/utilities/buildFormState';
import { schedulePublishHandler } from '@payloadcms/ui/utilities/schedulePublishHandler';
import { Forbidden, type PayloadRequest, type ServerFunction } from 'payload';
import { mayEdit } from '../access/may-edit.ts';
import { maySchedule } from '../services/content/blog/may-schedule.ts';

type Asked = { req: PayloadRequest } & Record<string, unknown>;

/** Publishes later, or takes back what was to be published: for those who may publish now. */
const schedulePublish = async (asked: Asked) => {
  const { doc, global, deleteID } = asked;
  if (!(await maySchedule(asked.req, { doc, global, deleteID }))) throw new Forbidden(asked.req.t);
  return schedulePublishHandler(asked as unknown as Parameters<typeof schedulePublishHandler>[0]);
};

/** Draws a form. It locks the document for its reader too, which is for those who may change it. */
const formState = async (asked: Asked) => {
  const { req, collectionSlug, globalSlug, id } = asked;
  const target = collectionSlug
    ? { collection: String(collectionSlug), id: String(id) }
    : { global: String(globalSlug) };
  // A new document has nothing to lock yet.
  const isStored = Boolean(globalSlug ?? id);
  const locks = Boolean(asked.returnLockStatus) && isStored && (await mayEdit(req, target));
  return buildFormStateHandler({ ...asked, returnLockStatus: locks } as unknown as Parameters<
    typeof buildFormStateHandler
  >[0]);
};

/** There is one language, so there is nothing to copy; Payload would write with the rights of the system. */
const refused = ({ req }: Asked) => {
  throw new Forbidden(req.t);
};

/** Server functions that Payload leaves open to anybody in the admin UI, with the rule that they lack; for `handleServerFunctions`. */
export const serverFunctions: Record<string, ServerFunction> = {
  'schedule-publish': schedulePublish as ServerFunction,
  'form-state': formState as ServerFunction,
  'copy-data-from-locale': refused as ServerFunction,
};
