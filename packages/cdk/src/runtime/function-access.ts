import { type Access, accessOf } from '@sluice/mcp-server';
import { parse } from 'yaml';
import type { Variables } from './secret-variables.ts';

/**
 * Says who may ask: whoever the access document names, and whoever may invoke the function. What the document itself says
 * of the latter counts.
 *
 * @throws ConfigurationError that lists what is wrong with the document
 */
export function functionAccess({ SLUICE_ACCESS: text, SLUICE_INVOKER_SCOPES: scopes = '' }: Variables): Access {
  const document: unknown = text === undefined ? {} : parse(text);
  if (!isObject(document)) return accessOf(document, 'SLUICE_ACCESS');
  const { gateway = {} } = document;
  const invokers = scopes === '' ? {} : { direct: { scopes: scopes.split(',') } };
  return accessOf({ ...document, gateway: isObject(gateway) ? { ...invokers, ...gateway } : gateway }, 'SLUICE_ACCESS');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
