import { SluiceError } from '../errors/sluice-error.ts';

/**
 * What a principal may do. None includes another one.
 *
 * `read` executions and the catalog; `execute` pipelines, cancel and retry executions; `approve` what awaits approval,
 * and say that a lost execution may be tried again; `admin`: end a run by force.
 *
 * @public
 */
export type Scope = 'read' | 'execute' | 'approve' | 'admin';

/**
 * Who asks.
 *
 * @public
 */
export interface Principal {
  /** Appears in records and logs: the name of an API key, never the key. */
  readonly id: string;
  readonly scopes: readonly Scope[];
  /** The environments that it may see and use. @defaultValue all */
  readonly environments?: readonly string[] | undefined;
  /** The pipelines that it may see and use, by type. @defaultValue all */
  readonly pipelines?: readonly string[] | undefined;
}

/**
 * Refuses a principal that lacks a scope.
 *
 * @throws SluiceError `forbidden`, naming the scope
 * @public
 */
export function requireScope(principal: Principal, scope: Scope): void {
  if (principal.scopes.includes(scope)) return;
  throw new SluiceError({
    code: 'forbidden',
    message: `This needs the scope "${scope}"; ${principal.id} has: ${principal.scopes.join(', ') || 'none'}.`,
    requiredScope: scope,
  });
}

/** A pipeline in an environment, or a part of that. @public */
export interface Reach {
  readonly environment?: string | undefined;
  readonly pipelineType?: string | undefined;
}

/**
 * Tells whether a principal may see and use a pipeline in an environment, whatever its scopes.
 *
 * @public
 */
export function canReach({ environments, pipelines }: Principal, { environment, pipelineType }: Reach): boolean {
  return isAmong(environment, environments) && isAmong(pipelineType, pipelines);
}

/**
 * Refuses what is out of a principal's reach.
 *
 * @throws SluiceError `forbidden`, naming what it may reach
 */
export function requireReach(principal: Principal, reach: Reach): void {
  if (canReach(principal, reach)) return;
  const [what, name, reachable] = isAmong(reach.environment, principal.environments)
    ? (['pipeline', reach.pipelineType, principal.pipelines] as const)
    : (['environment', reach.environment, principal.environments] as const);
  throw new SluiceError({
    code: 'forbidden',
    message: `${principal.id} may not use the ${what} "${name}"; it may use: ${reachable?.join(', ') || 'none'}.`,
  });
}

function isAmong(name: string | undefined, names: readonly string[] | undefined): boolean {
  return name === undefined || names === undefined || names.includes(name);
}
