'use client';
import { useDocumentTitle, useFormFields } from '@payloadcms/ui';
import { useEffect } from 'react';
import { londonMoment } from '../london-format.ts';

/** Titles the page of a slot by London's clocks: Payload would use those of the server. */
export function SlotHeading() {
  const startsAt = useFormFields(([fields]) => fields.startsAt?.initialValue as string | undefined);
  const { title, setDocumentTitle } = useDocumentTitle();
  const wanted = startsAt && londonMoment(startsAt);
  useEffect(() => {
    if (wanted && title !== wanted) setDocumentTitle(wanted);
  }, [title, wanted, setDocumentTitle]);
  return null;
}
