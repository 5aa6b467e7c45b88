'use client';

import { FieldDescription, FieldError, FieldLabel, useField, useRowLabel } from '@payloadcms/ui';
import type { TextFieldClientProps } from 'payload';
import { useId } from 'react';
import { KNOWN_EVENTS } from '../../services/analytics/known-events.ts';
import { useAdminText } from '../strings/use-admin-text.ts';

/**
 * An input for the type of an analytics event. It suggests common types, but accepts any type, because the website may send new
 * ones.
 */
export function EventField({ field, path, readOnly }: TextFieldClientProps) {
  const { value, setValue, showError } = useField<string>({ path });
  const [inputId, listId] = [`field-${path.replaceAll('.', '__')}`, useId()];
  return (
    <div className={`field-type text ${showError ? 'error' : ''}`} style={{ flex: '1 1 auto' }}>
      <FieldLabel label={field.label} path={path} htmlFor={inputId} required={field.required} />
      <div className="field-type__wrap">
        <FieldError path={path} showError={showError} />
        <input
          id={inputId}
          name={path}
          type="text"
          list={listId}
          autoComplete="off"
          placeholder={String(field.admin?.placeholder ?? '')}
          value={value ?? ''}
          disabled={readOnly}
          onChange={({ target }) => setValue(target.value)}
        />
        <datalist id={listId}>
          {KNOWN_EVENTS.map(({ type, means }) => (
            <option key={type} value={type} label={means} />
          ))}
        </datalist>
      </div>
      <FieldDescription description={field.admin?.description} path={path} />
    </div>
  );
}

type Funnel = { name?: string; steps?: unknown[] };

/** The heading of a funnel: "Purchase, 4 steps". */
export function FunnelLabel() {
  const text = useAdminText();
  const { name, steps = [] } = useRowLabel<Funnel>().data ?? {};
  return <span>{name ? text('rows:funnel', { name, count: steps.length }) : text('rows:newFunnel')}</span>;
}
