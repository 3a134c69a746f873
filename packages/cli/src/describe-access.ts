import type { Access } from '@sluice/mcp-server';

/** Says in a line who may ask. */
export function describeAccess({ apiKeys, issuers, gateway }: Access): string {
  const gateways = Object.entries(gateway).flatMap(([kind, rules]) => (rules === undefined ? [] : [kind]));
  const parts = [
    ...named(
      'API keys',
      apiKeys.map(({ id }) => id),
    ),
    ...named(
      'tokens of',
      issuers.map(({ issuer }) => issuer),
    ),
    ...named('gateways', gateways),
  ];
  return parts.join('; ') || 'this machine only, no API key is set';
}

function named(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${what} ${names.join(', ')}`];
}
