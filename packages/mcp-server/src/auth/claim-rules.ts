import type { Principal, Scope } from '@sluice/core';

/** What somebody else says of a caller: a token's claims, an authorizer's context. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * What a caller may do, by what somebody trusted says of it.
 *
 * @public
 */
export interface ClaimRules {
  /** Where the scopes come from. @defaultValue the claim `scope` or `scp`, with the prefix `sluice:` */
  readonly scopes?: ScopeRules | undefined;
  /** The claim that names the environments that the caller may see and use; without it, none. @defaultValue all */
  readonly environmentsClaim?: string | undefined;
  /** The claim that names the pipelines that the caller may see and use; without it, none. @defaultValue all */
  readonly pipelinesClaim?: string | undefined;
}

/**
 * Where a caller's scopes come from: what a claim holds, what its values stand for, and what everybody gets.
 *
 * @public
 */
export interface ScopeRules {
  /**
   * The claim that holds them, as a list or as words of a text; within another one as `realm_access.roles`.
   *
   * @defaultValue `scope`, else `scp`
   */
  readonly claim?: string | undefined;
  /** What stands before each there: `sluice:execute` is `execute`. @defaultValue 'sluice:', without a `map` */
  readonly prefix?: string | undefined;
  /** What each value of the claim gives, such as a group. */
  readonly map?: Readonly<Record<string, readonly Scope[]>> | undefined;
  /** What everybody gets whom these rules are for. @defaultValue none */
  readonly always?: readonly Scope[] | undefined;
}

/** All scopes, the least first. */
export const SCOPES: readonly Scope[] = ['read', 'execute', 'approve', 'admin'];

/** Returns what claims give under the rules. */
export function permissionsOf(claims: Claims, rules: ClaimRules): Omit<Principal, 'id'> {
  return {
    scopes: scopesOf(claims, rules.scopes),
    environments: reachOf(claims, rules.environmentsClaim),
    pipelines: reachOf(claims, rules.pipelinesClaim),
  };
}

/** Returns how a token names a scope; undefined where tokens name something else, such as groups. */
export function scopeNameOf(scope: Scope, rules: ScopeRules = {}): string | undefined {
  const prefix = prefixOf(rules);
  return prefix === undefined ? undefined : `${prefix}${scope}`;
}

/** Returns the values of a claim: those of a list, or the words of a text. */
function valuesOf(claim: unknown): readonly string[] {
  if (Array.isArray(claim)) return claim.filter((value) => typeof value === 'string');
  return typeof claim === 'string' ? claim.split(' ').filter((word) => word !== '') : [];
}

function scopesOf(claims: Claims, rules: ScopeRules = {}): readonly Scope[] {
  const values = valuesOf(
    rules.claim === undefined ? (own(claims, 'scope') ?? own(claims, 'scp')) : claimOf(claims, rules.claim),
  );
  const prefix = prefixOf(rules);
  const isGiven = (scope: Scope): boolean =>
    rules.always?.includes(scope) === true ||
    (prefix !== undefined && values.includes(`${prefix}${scope}`)) ||
    values.some((value) => mapped(rules, value).includes(scope));
  return SCOPES.filter(isGiven);
}

function mapped({ map = {} }: ScopeRules, value: string): readonly Scope[] {
  return Object.hasOwn(map, value) ? (map[value] ?? []) : [];
}

function prefixOf({ prefix, map }: ScopeRules): string | undefined {
  return prefix ?? (map === undefined ? 'sluice:' : undefined);
}

/** A claim that is missing gives nothing, rather than everything. */
function reachOf(claims: Claims, claim: string | undefined): readonly string[] | undefined {
  return claim === undefined ? undefined : valuesOf(claimOf(claims, claim));
}

/** Returns a claim by its name, or by the names that lead to it, such as `realm_access.roles`. */
export function claimOf(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split('.').reduce<unknown>((value, part) => (isObject(value) ? own(value, part) : undefined), claims);
}

function isObject(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}
