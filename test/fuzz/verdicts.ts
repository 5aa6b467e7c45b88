import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Document, FuzzedOperation } from './request.ts';

export type FuzzAnswer = { status: number; type: string; text: string; milliseconds: number };

/** Returns the fault of a response, or undefined. */
export type Verdict = (operation: string, answer: FuzzAnswer) => string | undefined;

/** The maximum latency of a response in milliseconds. */
export const MAX_MILLISECONDS = 1000;

/**
 * Returns a function that compares responses with an OpenAPI document. A response is faulty if its status is 500 or higher, if
 * the operation does not list its status, or if its body does not match the schema of its status and media type.
 */
export function verdictsBy(document: Document): Verdict {
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
  addFormats.default(ajv);
  ajv.addSchema(document as object, 'document');
  const compiled = new Map<string, ValidateFunction>();

  const validator = (operation: string, status: string, type: string) => {
    const [method = '', path = ''] = operation.split(' ');
    const parts = ['paths', path, method.toLowerCase(), 'responses', status, 'content', type, 'schema'];
    const pointer = `document#/${parts.map(escaped).join('/')}`;
    const known = compiled.get(pointer);
    if (known) return known;
    const validate = ajv.compile({ $ref: pointer });
    compiled.set(pointer, validate);
    return validate;
  };

  return (operation, { status, type, text }) => {
    if (status >= 500) return `status ${status}`;
    const [method = '', path = ''] = operation.split(' ');
    const responses: FuzzedOperation['responses'] = document.paths[path]?.[method.toLowerCase()]?.responses ?? {};
    const response = responses[`${status}`];
    if (!response) return `status ${status}, which the document does not list`;
    if (!response.content)
      return text === '' ? undefined : `status ${status} with a body, although the document lists none`;
    const schema = response.content[type];
    if (!schema) return `media type "${type}" with status ${status}`;
    if (!type.endsWith('json')) return undefined;
    const validate = validator(operation, `${status}`, type);
    if (validate(JSON.parse(text))) return undefined;
    const [error] = validate.errors ?? [];
    return `status ${status} with a body that does not match its schema: ${error?.instancePath || '/'} ${error?.message}`;
  };
}

const escaped = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
