'use client';
import { useConfig, useDocumentInfo, useForm, useFormFields } from '@payloadcms/ui';
import { useEffect, useRef } from 'react';
import type { Booking, Customer } from '../../payload-types.ts';
import { callApi } from '../call-api.ts';
import { useDeskText } from '../strings/use-desk-text.ts';

type Known = Partial<Record<'firstName' | 'lastName' | 'email' | 'phone' | 'address' | 'postcode', string | null>>;

/** In a new booking: what is known of the customer that is chosen goes into the fields that are still empty. It draws nothing. */
export function FillFromCustomer() {
  const text = useDeskText();
  const { id } = useDocumentInfo();
  const { config } = useConfig();
  const { getDataByPath, dispatchFields } = useForm();
  const customer = useFormFields(([fields]) => fields.customer?.value as string | undefined);
  const filled = useRef<string>(undefined);
  useEffect(() => {
    if (id || !customer || filled.current === customer) return;
    filled.current = customer;
    void knownOf(text, config.routes.api, customer).then((known) => {
      for (const [path, value] of Object.entries(known)) {
        if (value && !getDataByPath(path)) dispatchFields({ type: 'UPDATE', path, value });
      }
    });
  }, [text, id, customer, config.routes.api, getDataByPath, dispatchFields]);
  return null;
}

/** The account's own details, and the address of the newest booking that has one: accounts keep none. */
async function knownOf(text: Parameters<typeof callApi>[0], api: string, customerId: string): Promise<Known> {
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
