'use client';

import { useConfig, useDocumentInfo, useDocumentTitle, useForm, useFormFields, useRowLabel } from '@payloadcms/ui';
import { useEffect, useRef, useState } from 'react';
import { parseDay } from '../../lib/dates.ts';
import type { Booking, Customer } from '../../payload-types.ts';
import type { AppointmentType } from '../../services/appointments/statuses.ts';
import { callApi } from '../shared/call-api.ts';
import { formatLondonDate, formatLondonDateTime } from '../shared/format.ts';
import { useAdminText } from '../strings/use-admin-text.ts';
import { TYPE_LABELS } from './booking-labels.ts';

type CustomerDetails = Partial<
  Record<'firstName' | 'lastName' | 'email' | 'phone' | 'address' | 'postcode', string | null>
>;

/** Copies the details of the chosen customer into the empty fields of a new booking. Renders nothing. */
export function FillFromCustomer() {
  const text = useAdminText();
  const { id } = useDocumentInfo();
  const { config } = useConfig();
  const { getDataByPath, dispatchFields } = useForm();
  const customer = useFormFields(([fields]) => fields.customer?.value as string | undefined);
  const filled = useRef<string>(undefined);
  useEffect(() => {
    if (id || !customer || filled.current === customer) return;
    filled.current = customer;
    void readCustomerDetails(text, config.routes.api, customer).then((details) => {
      for (const [path, value] of Object.entries(details)) {
        if (value && !getDataByPath(path)) dispatchFields({ type: 'UPDATE', path, value });
      }
    });
  }, [text, id, customer, config.routes.api, getDataByPath, dispatchFields]);
  return null;
}

/**
 * Reads the contact details of an account. Accounts have no postal address, so the address comes from the newest booking that has
 * one. The phone number comes from the same booking if the account has none.
 */
async function readCustomerDetails(
  text: Parameters<typeof callApi>[0],
  api: string,
  customerId: string,
): Promise<CustomerDetails> {
  const query = new URLSearchParams({
    'where[customer][equals]': customerId,
    'where[address][exists]': 'true',
    ...{ sort: '-createdAt', limit: '1', depth: '0' },
  });
  const [account, bookings] = await Promise.all([
    callApi<Customer>(text, `${api}/customers/${customerId}?depth=0`),
    callApi<{ docs: Booking[] }>(text, `${api}/bookings?${query}`),
  ]);
  if (!account.ok) return {};
  const { firstName, lastName, email, phone } = account.body;
  const last = bookings.ok ? bookings.body.docs[0] : undefined;
  return { firstName, lastName, email, phone: phone ?? last?.phone, address: last?.address, postcode: last?.postcode };
}

/** Sets the title of a slot's page in London time; Payload would use the server's time zone. */
export function SlotHeading() {
  const startsAt = useFormFields(([fields]) => fields.startsAt?.initialValue as string | undefined);
  const { title, setDocumentTitle } = useDocumentTitle();
  const documentTitle = startsAt && formatLondonDateTime(startsAt);
  useEffect(() => {
    if (documentTitle && title !== documentTitle) setDocumentTitle(documentTitle);
  }, [title, documentTitle, setDocumentTitle]);
  return null;
}

type ClosedDay = { date?: string; from?: string | null; to?: string | null; reason?: string | null };

/** The heading of a closed day: "Fri 25 Dec 2026, Christmas Day", or "Fri 25 Dec 2026, 09:00–12:00, Stocktaking". */
export function ClosedDayLabel() {
  const { data } = useRowLabel<ClosedDay>();
  const text = useAdminText();
  const day = parseDay(data?.date);
  if (!day) return <span>{text('rows:newClosedDay')}</span>;
  const hours = data.from && data.to ? `${data.from}–${data.to}` : undefined;
  return <span>{[formatLondonDate(`${day}T12:00:00Z`), hours, data.reason].filter(Boolean).join(', ')}</span>;
}

type Hours = { day?: string; opens?: string; closes?: string };

/** The heading of opening hours: "Monday 09:00–17:00". */
export function HoursLabel() {
  const { data } = useRowLabel<Hours>();
  const text = useAdminText();
  if (!data?.day) return <span>{text('rows:newHours')}</span>;
  const day = data.day.replace(/^./, (letter) => letter.toUpperCase());
  return (
    <span>
      {day} {data.opens ?? '…'}–{data.closes ?? '…'}
    </span>
  );
}

type Schedule = { type?: AppointmentType; showroom?: string | null };

/** The heading of a schedule: "Showroom visit, Clapham". */
export function ScheduleLabel() {
  const { data } = useRowLabel<Schedule>();
  const text = useAdminText();
  const showroom = useShowroomName(data?.showroom ?? undefined);
  if (!data?.type) return <span>{text('rows:newSchedule')}</span>;
  return <span>{[TYPE_LABELS[data.type], showroom].filter(Boolean).join(', ')}</span>;
}

function useShowroomName(id: string | undefined): string | undefined {
  const { config } = useConfig();
  const [name, setName] = useState<string>();
  useEffect(() => {
    setName(undefined);
    if (!id) return;
    const abort = new AbortController();
    fetch(`${config.routes.api}/showrooms/${id}?depth=0`, { signal: abort.signal })
      .then((response) => response.json())
      .then((showroom: { name?: string }) => setName(showroom.name))
      .catch(() => undefined);
    return () => abort.abort();
  }, [config.routes.api, id]);
  return name;
}
