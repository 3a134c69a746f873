import type { Access, ApiKey, ClaimRules, Grant } from '@sluice/mcp-server';

const DAY_MS = 24 * 3_600_000;

/** Says who may do what, a line for each. Names no hash. */
export function accessTable({ apiKeys, issuers, gateway }: Access, now: number): string {
  const { iam, direct, ...byClaims } = gateway;
  return [
    ...section(
      'API keys',
      apiKeys.map((key) => [key.id, ...grantParts(key), expiryOf(key, now)]),
    ),
    ...section(
      'Token issuers',
      issuers.map((issuer) => [issuer.issuer, `for ${[issuer.audience].flat().join(', ')}`, scopeRules(issuer)]),
    ),
    ...section('Gateways', [
      ...Object.entries(byClaims).flatMap(([kind, rules]) => (rules === undefined ? [] : [[kind, scopeRules(rules)]])),
      ...(iam?.allow ?? []).map((grant) => [`iam ${grant.arn}`, ...grantParts(grant)]),
      ...(direct === undefined ? [] : [['direct', ...grantParts(direct)]]),
    ]),
  ].join('\n');
}

function section(title: string, rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return [title, ...lines.map((line) => `  ${line.trimEnd()}`), ''];
}

function grantParts({ scopes, environments, pipelines }: Grant): readonly string[] {
  return [scopes.join(', '), `environments: ${namesOf(environments)}`, `pipelines: ${namesOf(pipelines)}`];
}

function namesOf(names: readonly string[] | undefined): string {
  return names === undefined ? 'all' : names.join(', ') || 'none';
}

function expiryOf({ expiresAt }: ApiKey, now: number): string {
  if (expiresAt === undefined) return 'does not expire';
  const day = new Date(expiresAt).toISOString().slice(0, 10);
  if (expiresAt <= now) return `EXPIRED ${day}`;
  return `expires ${day}, in ${Math.ceil((expiresAt - now) / DAY_MS)} days`;
}

function scopeRules({ scopes = {} }: ClaimRules): string {
  const { claim, prefix, map, always = [] } = scopes;
  const name = claim ?? 'scope or scp';
  const from = map === undefined ? `scopes from ${name}` : `scopes by ${name}: ${Object.keys(map).join(', ')}`;
  const stripped = prefix === undefined && map !== undefined ? '' : `, with "${prefix ?? 'sluice:'}" before each`;
  return `${from}${stripped}${always.length === 0 ? '' : `; always ${always.join(', ')}`}`;
}
