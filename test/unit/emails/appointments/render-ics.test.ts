import { describe, expect, it } from 'vitest';
import { type IcsInput, renderIcs } from '../../../../src/emails/appointments/render-ics.ts';
import { readCalendar } from './read-ics.ts';

const entry: IcsInput = {
  bookingId: '019311ce-6a00-7000-8000-4f2d7c1b9e55',
  sequence: 0,
  cancelled: false,
  startsAt: '2026-11-24T10:30:00.000Z',
  endsAt: new Date('2026-11-24T11:30:00.000Z'),
  summary: 'Lomash Wood home measurement (kitchen and bedroom)',
  location: '14 Larkspur Terrace, Harrogate, HG1 4QT',
  description: 'Reference BK-20261117-7Q4M',
  organizer: { name: 'Lomash Wood', email: 'appointments@lomashwood.co.uk' },
  attendee: { name: 'Amelia Hartley', email: 'amelia@example.com' },
  updatedAt: '2026-11-17T09:00:00.000Z',
};

const getValues = (file: string) => {
  const properties = readCalendar(file);
  expect(new Set(properties.map(({ name }) => name)).size).toBeGreaterThan(10);
  return (name: string) => properties.filter((property) => property.name === name).map(({ value }) => value);
};

describe('renderIcs', () => {
  it('shows whether the booking is unconfirmed, confirmed or cancelled', () => {
    const status = (input: Partial<IcsInput>) => getValues(renderIcs({ ...entry, ...input }))('STATUS');
    expect(status({ tentative: true })).toEqual(['TENTATIVE']);
    expect(status({ tentative: false })).toEqual(['CONFIRMED']);
    expect(status({ tentative: true, cancelled: true })).toEqual(['CANCELLED']);
  });

  it('describes the booking, in UTC', () => {
    const values = getValues(renderIcs(entry));
    expect(values('UID')).toEqual(['019311ce-6a00-7000-8000-4f2d7c1b9e55@lomashwood.co.uk']);
    expect(values('SEQUENCE')).toEqual(['0']);
    expect(values('METHOD')).toEqual(['REQUEST']);
    expect(values('STATUS')).toEqual(['CONFIRMED']);
    expect(values('DTSTAMP')).toEqual(['20261117T090000Z']);
    expect(values('DTSTART')).toEqual(['20261124T103000Z']);
    expect(values('DTEND')).toEqual(['20261124T113000Z']);
    expect(values('SUMMARY')).toEqual([entry.summary]);
    expect(values('LOCATION')).toEqual([entry.location]);
    expect(values('DESCRIPTION')).toEqual([entry.description]);
    expect(values('ORGANIZER')).toEqual(['mailto:appointments@lomashwood.co.uk']);
    expect(values('ATTENDEE')).toEqual(['MAILTO:amelia@example.com']);
    expect(values('PRODID')).toEqual(['-//Lomash Wood//Appointments//EN']);
  });

  it('keeps the UID and increases the sequence when the booking is rescheduled', () => {
    const values = getValues(
      renderIcs({ ...entry, sequence: 3, startsAt: '2026-12-01T10:30:00Z', endsAt: '2026-12-01T11:30:00Z' }),
    );
    expect(values('UID')).toEqual([`${entry.bookingId}@lomashwood.co.uk`]);
    expect(values('SEQUENCE')).toEqual(['3']);
    expect(values('DTSTART')).toEqual(['20261201T103000Z']);
  });

  it('cancels the same entry after a cancellation', () => {
    const values = getValues(renderIcs({ ...entry, sequence: 4, cancelled: true }));
    expect(values('UID')).toEqual([`${entry.bookingId}@lomashwood.co.uk`]);
    expect(values('METHOD')).toEqual(['CANCEL']);
    expect(values('STATUS')).toEqual(['CANCELLED']);
    expect(values('SEQUENCE')).toEqual(['4']);
  });

  it('uses PUBLISH without an attendee', () => {
    const { attendee: _, ...download } = entry;
    const values = getValues(renderIcs(download));
    expect(values('METHOD')).toEqual(['PUBLISH']);
    expect(values('ATTENDEE')).toEqual([]);
  });

  it('renders the same bytes for the same booking', () => {
    expect(renderIcs(entry)).toBe(renderIcs({ ...entry }));
  });

  it('folds lines at 75 octets and ends every one with CRLF', () => {
    const file = renderIcs({ ...entry, description: 'Küche 🍽️, Schlafzimmer; '.repeat(80) });
    expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true);
    expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of file.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(getValues(file)('DESCRIPTION')).toEqual(['Küche 🍽️, Schlafzimmer; '.repeat(80)]);
  });

  it('renders no property that hostile text tries to add', () => {
    const hostile = 'a,b;c\\d "e"\r\nATTENDEE:mailto:eve@example.com\nEND:VEVENT\u0000\u0007 🏠';
    const file = renderIcs({
      ...entry,
      summary: hostile,
      location: hostile,
      description: hostile,
      organizer: { name: hostile, email: 'appointments@lomashwood.co.uk\r\nX-A:1' },
      attendee: { name: hostile, email: 'amelia@example.com' },
    });
    const values = getValues(file);
    const expected = 'a,b;c\\d "e"\nATTENDEE:mailto:eve@example.com\nEND:VEVENT 🏠';
    expect(values('SUMMARY')).toEqual([expected]);
    expect(values('LOCATION')).toEqual([expected]);
    expect(values('DESCRIPTION')).toEqual([expected]);
    expect(values('ATTENDEE')).toEqual(['MAILTO:amelia@example.com']);
    expect(values('END')).toEqual(['VEVENT', 'VCALENDAR']);
    expect(values('X-A')).toEqual([]);
  });

  it('writes a backslash and quotes in a name as a calendar shows them', () => {
    const file = renderIcs({ ...entry, attendee: { name: 'Amelia "Amy" \\ Hartley', email: 'amelia@example.com' } });
    expect(file.replaceAll('\r\n ', '')).toContain(String.raw`CN="Amelia 'Amy' \ Hartley"`);
  });

  it.each([
    ['an end before the start', { endsAt: '2026-11-24T10:00:00Z' }],
    ['a start that is not a time', { startsAt: 'soon' }],
    ['a time of change that is not a time', { updatedAt: new Date(Number.NaN) }],
    ['a negative sequence', { sequence: -1 }],
    ['a fractional sequence', { sequence: 0.5 }],
  ])('refuses %s', (_, change) => {
    expect(() => renderIcs({ ...entry, ...change })).toThrow(RangeError);
  });
});
