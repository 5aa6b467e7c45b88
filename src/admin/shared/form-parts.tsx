'use client';

import {
  ErrorPill,
  FieldDescription,
  FieldLabel,
  RenderFields,
  useDocumentInfo,
  useDocumentTitle,
  useField,
  useFormProcessing,
  useFormSubmitted,
  useTranslation,
  useWatchForm,
} from '@payloadcms/ui';
import type { FormState, GroupFieldClientProps, JSONFieldClientProps } from 'payload';
import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import styles from './fields-and-lists.module.css';

/**
 * Read-only JSON. Payload's own field would load an editor from another site, which the content security policy blocks.
 */
export function JsonField({ field, path }: JSONFieldClientProps) {
  const { value } = useField<unknown>({ path });
  return (
    <div className="field-type">
      <FieldLabel label={field.label} path={path} />
      {/* It scrolls, so the keyboard must be able to reach it. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above. */}
      <pre className={styles.json} id={`field-${path.replaceAll('.', '__')}`} tabIndex={0}>
        {JSON.stringify(value ?? null, null, 2)}
      </pre>
      <FieldDescription description={field.admin?.description} path={path} />
    </div>
  );
}

/** The errors of a refused save, with the fields at that time; `changed` has the paths that were edited afterwards. */
type Refusal = { fields: FormState; errors: { path: string; message: string }[]; changed: Set<string> };

/**
 * Keeps the errors of a refused save on their fields until the user edits the form. Renders nothing.
 *
 * - Until the user changes a value, all errors stay. Otherwise a stale form-state response, requested before the save, would
 *   remove the errors.
 * - A field loses its error as soon as the user edits the field. Otherwise Payload would refuse every save in the browser until
 *   the server has checked the new value.
 *
 * An error that a field already had before the save is not kept, because Payload may refuse a save for an old error that its
 * next check removes.
 */
export function KeepFieldErrors() {
  // `useAllFormFields` is not suitable: its fields are one render older than the two states below.
  const { fields, dispatchFields } = useWatchForm();
  const submitted = useFormSubmitted();
  const processing = useFormProcessing();
  const saved = useRef<FormState>({});
  const refusal = useRef<Refusal>(undefined);
  useLayoutEffect(() => {
    if (processing) saved.current = fields;
    if (processing || !submitted) {
      refusal.current = undefined;
      return;
    }
    refusal.current ??= { fields, errors: listNewErrors(saved.current, fields), changed: new Set() };
    const { fields: refused, errors, changed } = refusal.current;
    for (const path of listChangedPaths(refused, fields)) {
      if (changed.has(path)) continue;
      changed.add(path);
      if (isSameError(refused[path], fields[path]))
        dispatchFields({ type: 'UPDATE', path, valid: true, errorMessage: undefined });
    }
    if (changed.size > 0) return;
    const lost = errors.filter(({ path }) => fields[path]?.valid !== false);
    if (lost.length > 0) dispatchFields({ type: 'ADD_SERVER_ERRORS', errors: lost });
  }, [fields, submitted, processing, dispatchFields]);
  return null;
}

const listChangedPaths = (refused: FormState, now: FormState): string[] =>
  Object.keys(refused).filter((path) => !Object.is(now[path]?.value, refused[path]?.value));

const isSameError = (before?: FormState[string], now?: FormState[string]): boolean =>
  before?.valid === false && now?.valid === false && before.errorMessage === now.errorMessage;

const listNewErrors = (saved: FormState, refused: FormState) =>
  Object.entries(refused).flatMap(([path, field]) =>
    field.valid === false && field.errorMessage && !isSameError(saved[path], field)
      ? [{ path, message: field.errorMessage }]
      : [],
  );

/** Sets the title of a document to "No title yet" where Payload would show the document's id. Renders nothing. */
export function NoTitle() {
  const { id } = useDocumentInfo();
  const { title, setDocumentTitle } = useDocumentTitle();
  const { t } = useTranslation();
  useEffect(() => {
    if (id === undefined || title !== String(id)) return;
    // Payload sets the id in an effect of an outer component, which runs after this one.
    const timer = setTimeout(() => setDocumentTitle(t('general:untitled')));
    return () => clearTimeout(timer);
  }, [id, title, setDocumentTitle, t]);
  return null;
}

/**
 * A named top-level group whose fields are in the server's HTML. Payload's own group renders its fields in the browser
 * only, which causes a layout shift.
 */
export function StableGroup({ field, path, permissions, readOnly, schemaPath }: GroupFieldClientProps) {
  const { i18n } = useTranslation();
  const { errorPaths } = useField({ path });
  const errors = useFormSubmitted() ? (errorPaths?.length ?? 0) : 0;
  return (
    <div
      className={`field-type group-field group-field--top-level ${errors > 0 ? 'group-field--has-error' : ''}`}
      id={`field-${path.replaceAll('.', '__')}`}
    >
      <div className="group-field__wrap">
        <div className="group-field__header">
          <header>
            <h3 className="group-field__title">
              <FieldLabel as="span" label={field.label} path={path} />
            </h3>
            <FieldDescription description={field.admin?.description} path={path} />
          </header>
          {errors > 0 && <ErrorPill count={errors} i18n={i18n} withMessage />}
        </div>
        <RenderFields
          fields={field.fields}
          forceRender
          margins="small"
          parentIndexPath=""
          parentPath={path}
          parentSchemaPath={schemaPath ?? path}
          permissions={permissions === true || (permissions?.fields ?? {})}
          readOnly={readOnly}
        />
      </div>
    </div>
  );
}

const MONDAY = 1;

/**
 * Makes weeks start on Monday in the date pickers of filters and of the schedule of a post. These pickers have no option for the
 * first day; they use Payload's date-fns locale, which for English is American.
 */
export function MondayFirst({ children }: { children: ReactNode }) {
  const { dateFNS } = useTranslation().i18n;
  useEffect(() => {
    if (dateFNS?.options) dateFNS.options.weekStartsOn = MONDAY;
  }, [dateFNS]);
  return children;
}
