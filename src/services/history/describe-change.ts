import { inLondon } from '../london.ts';
import { formatPence } from '../sales/money.ts';
import type { FieldChange } from './changed-fields.ts';

/** Columns whose name is not what people call them. */
const NAMES: Record<string, string> = { slot_id: 'Slot', customer_id: 'Customer', hash: 'Password', email: 'E-mail' };

const MONEY = new Set(['subtotal', 'vat', 'total']);

const INSTANT = /^\d{4}-\d\d-\d\dT/;

/** "Status: PENDING → CONFIRMED", or "Phone changed" where values are not kept. */
export function describeChange(name: string, change: FieldChange): string {
  const label = labelOf(name);
  if (change === 'hidden') return `${label} changed`;
  return `${label}: ${textOf(name, change.from)} → ${textOf(name, change.to)}`;
}

/** `sales.vatRate` is "Sales: vat rate", `for_kitchen` "For kitchen". */
function labelOf(name: string): string {
  const words = name
    .replace(/_/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/\./g, ': ')
    .toLowerCase();
  return NAMES[name] ?? words.replace(/^./, (first) => first.toUpperCase());
}

function textOf(name: string, value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return MONEY.has(name) ? formatPence(value) : String(value);
  if (typeof value === 'string') return INSTANT.test(value) ? inLondon(value).toFormat('d LLL yyyy, HH:mm') : value;
  return Array.isArray(value) ? value.map((one) => textOf(name, one)).join('; ') || 'none' : rowOf(value);
}

/** A row of a list: its values, without the names of its fields. */
const rowOf = (row: object): string =>
  Object.entries(row)
    .map(([name, value]) => textOf(name, value))
    .join(' ');
