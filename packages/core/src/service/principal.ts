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
  });
}
