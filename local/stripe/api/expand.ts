import { invalidRequest } from '../api-error.ts';
import type { State } from '../state/state.ts';

type Fields = Record<string, unknown>;

/**
 * Replaces ids with their objects (https://docs.stripe.com/api/expanding_objects).
 * @param paths such as `latest_charge`, `latest_charge.refunds` and, in a list, `data.latest_charge`
 * @throws ApiError for a field that contains no id
 */
export function expandObject(state: State, object: object, paths: readonly string[]): object {
  return paths.reduce<object>((result, path) => expandPath(state, result, path.split('.'), path), object);
}

function expandPath(state: State, object: object, [field = '', ...rest]: string[], path: string): object {
  const fields = object as Fields;
  const value = field === 'refunds' && fields.object === 'charge' ? listRefunds(state, fields) : fields[field];
  if (Array.isArray(value)) {
    const expanded = value.map((item: object) => expandPath(state, item, rest, path));
    return { ...fields, [field]: expanded };
  }
  if (value === null) return object;
  const target = typeof value === 'string' ? find(state, value) : (value as object | undefined);
  if (target === undefined) throw invalidRequest(`This property cannot be expanded (${path}).`, { param: 'expand' });
  return { ...fields, [field]: rest.length > 0 ? expandPath(state, target, rest, path) : target };
}

function find(state: State, id: string): object | undefined {
  const { intents, charges, refunds, disputes, methods } = state;
  return [intents, charges, refunds, disputes, methods].map((table) => table.get(id)).find(Boolean);
}

function listRefunds(state: State, charge: Fields): object {
  const data = state.refunds.newestFirst().filter((refund) => refund.charge === charge.id);
  return { object: 'list', data, has_more: false, url: `/v1/charges/${charge.id}/refunds` };
}
