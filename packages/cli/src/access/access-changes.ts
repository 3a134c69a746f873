import type { Access } from '@sluice/mcp-server';

/** Returns who came and who went, for a log; a key or an issuer that only changed is named as changed. */
export function changesOf(before: Access, after: Access): Record<string, unknown> {
  return {
    api_keys: differenceOf(byId(before.apiKeys), byId(after.apiKeys)),
    issuers: differenceOf(byIssuer(before.issuers), byIssuer(after.issuers)),
    gateways: differenceOf(new Map(Object.entries(before.gateway)), new Map(Object.entries(after.gateway))),
  };
}

function byId(keys: Access['apiKeys']): ReadonlyMap<string, unknown> {
  return new Map(keys.map((key) => [key.id, key]));
}

function byIssuer(issuers: Access['issuers']): ReadonlyMap<string, unknown> {
  return new Map(issuers.map((issuer) => [issuer.issuer, issuer]));
}

/** Leaves out what nothing is to be said of. */
function differenceOf(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): unknown {
  const added = [...after.keys()].filter((name) => before.get(name) === undefined && after.get(name) !== undefined);
  const removed = [...before.keys()].filter((name) => before.get(name) !== undefined && after.get(name) === undefined);
  const changed = [...after.keys()].filter((name) => isChanged(before.get(name), after.get(name)));
  const lists = Object.entries({ added, removed, changed }).filter(([, names]) => names.length > 0);
  return lists.length === 0 ? undefined : Object.fromEntries(lists);
}

function isChanged(before: unknown, after: unknown): boolean {
  if (before === undefined || after === undefined) return false;
  return JSON.stringify(before) !== JSON.stringify(after);
}
