'use client';
import {
  ErrorPill,
  FieldDescription,
  FieldLabel,
  RenderFields,
  useField,
  useFormSubmitted,
  useTranslation,
} from '@payloadcms/ui';
import type { GroupFieldClientProps } from 'payload';

/** A named group of the top level whose fields are there from the start: those of Payload's own come once its scripts run, and push aside what is below. */
export function WholeGroup({ field, path, permissions, readOnly, schemaPath }: GroupFieldClientProps) {
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
