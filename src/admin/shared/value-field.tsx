'use client';

import {
  FieldDescription,
  FieldLabel,
  fieldComponents,
  Link,
  TextInput,
  useConfig,
  useDocumentInfo,
  useEntityVisibility,
  useField,
} from '@payloadcms/ui';
import type { ClientField, CollectionSlug, StaticDescription, TextFieldClientProps } from 'payload';
import { formatAdminURL } from 'payload/shared';
import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { showPhone } from '../../lib/display.ts';
import type { AdminText } from '../strings/admin-text.ts';
import { useAdminText } from '../strings/use-admin-text.ts';
import { callApi } from './call-api.ts';
import { PhoneLink } from './elements.tsx';
import styles from './fields-and-lists.module.css';
import { formatLondonDate, formatLondonDateTime } from './format.ts';

type Props = { field: ClientField; path: string; children: ReactNode };

/** A read-only field: its label and value. */
export function Fact({ field, path, children }: Props) {
  const label = 'label' in field ? field.label : undefined;
  const description = field.admin && 'description' in field.admin ? field.admin.description : undefined;
  return (
    <div className={`field-type ${styles.fact}`} id={`field-${path.replaceAll('.', '__')}`}>
      <dl>
        <dt>
          <FieldLabel as="span" label={label} path={path} />
        </dt>
        <dd>{children}</dd>
      </dl>
      <FieldDescription description={description as StaticDescription | undefined} path={path} />
    </div>
  );
}

type LinkedTitleProps = { collection: CollectionSlug; id: string };

/** The title of a document, as a link if the user's admin UI has pages for its collection. */
export function LinkedTitle({ collection, id }: LinkedTitleProps) {
  const { config, getEntityConfig } = useConfig();
  const { isEntityVisible } = useEntityVisibility();
  const text = useAdminText();
  const [title, setTitle] = useState<string>();
  const { admin, api } = config.routes;
  const titleField = getEntityConfig({ collectionSlug: collection })?.admin.useAsTitle ?? 'id';

  useEffect(() => {
    const abort = new AbortController();
    const url = `${api}/${collection}/${id}?depth=0`;
    void callApi<Record<string, unknown>>(text, url, { signal: abort.signal }).then((answer) => {
      if (abort.signal.aborted) return;
      setTitle(answer.ok ? String(answer.body[titleField] ?? '') || '–' : '–');
    });
    return () => abort.abort();
  }, [api, collection, id, text, titleField]);

  if (title === undefined) return '\u00a0';
  if (!isEntityVisible({ collectionSlug: collection })) return title;
  return (
    <Link href={formatAdminURL({ adminRoute: admin, path: `/collections/${collection}/${id}` })} prefetch={false}>
      {title}
    </Link>
  );
}

const numbers = new Intl.NumberFormat('en-GB');

/** The value of a field in readable form; a dash if it is empty. */
export function valueAsText(text: AdminText, field: ClientField, value: unknown) {
  if (value == null || value === '') return '–';
  switch (field.type) {
    case 'checkbox':
      return text(value === true ? 'common:yes' : 'common:no');
    case 'number':
      return typeof value === 'number' ? numbers.format(value) : String(value);
    case 'date':
      return isWholeDay(field) ? formatLondonDate(String(value)) : formatLondonDateTime(String(value));
    case 'select':
      return findLabel(field.options, value);
    case 'json':
      return <pre className={styles.code}>{JSON.stringify(value, null, 2)}</pre>;
    case 'email':
      return <a href={`mailto:${value}`}>{String(value)}</a>;
    default:
      return String(value);
  }
}

type Of<T extends ClientField['type']> = Extract<ClientField, { type: T }>;

function isWholeDay({ admin }: Of<'date'>): boolean {
  const { pickerAppearance }: { pickerAppearance?: string } = admin?.date ?? {};
  return pickerAppearance === 'dayOnly' || pickerAppearance === 'default';
}

function findLabel(options: Of<'select'>['options'], value: unknown): string {
  const option = options.find((candidate) => (typeof candidate === 'string' ? candidate : candidate.value) === value);
  return typeof option === 'object' && typeof option.label === 'string' ? option.label : String(value);
}

type ValueFieldProps = { field: ClientField; path: string; readOnly?: boolean };

/**
 * Shows a read-only field as text: its label and its value. An editable field, as in a new document, has Payload's own input. In a
 * new document, an empty read-only field is hidden.
 */
export function ValueField(props: ValueFieldProps) {
  const { field, path, readOnly } = props;
  const { value } = useField<unknown>({ path });
  const { id } = useDocumentInfo();
  const text = useAdminText();
  const written = readOnly || ('readOnly' in (field.admin ?? {}) && field.admin?.readOnly);
  if (!written) {
    const Input = fieldComponents[field.type] as ComponentType<ValueFieldProps>;
    return <Input {...props} />;
  }
  const empty = value == null || value === '';
  if (empty && !id) return null;
  return (
    <Fact field={field} path={path}>
      {field.type === 'relationship' && typeof value === 'string' && typeof field.relationTo === 'string' ? (
        <LinkedTitle collection={field.relationTo as CollectionSlug} id={value} />
      ) : (
        valueAsText(text, field, value)
      )}
    </Fact>
  );
}

/**
 * A phone number, shown in national format and stored in E.164. The number is normalised when the form is saved, not while
 * typing.
 */
export function PhoneField({ field, path, readOnly }: TextFieldClientProps) {
  const { value, initialValue, setValue, showError, disabled } = useField<string | null>({ path });
  if (readOnly) {
    return (
      <Fact field={{ ...field, type: 'text' }} path={path}>
        {value ? <PhoneLink phone={value} /> : '–'}
      </Fact>
    );
  }
  return (
    <TextInput
      path={path}
      label={field.label}
      required={field.required}
      description={field.admin?.description}
      readOnly={disabled}
      showError={showError}
      value={value && value === initialValue ? showPhone(value) : (value ?? '')}
      onChange={({ target }: { target: { value: string } }) => setValue(target.value)}
    />
  );
}
