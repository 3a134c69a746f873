import type { ExecuteRequest, Principal } from '@sluice/core';
import type { Decisions } from '../randomness/decisions.ts';
import type { EnvironmentName, PipelineName } from '../servers/catalog.ts';

export const ALICE: Principal = { id: 'alice', scopes: ['read', 'execute'] };
export const BOB: Principal = { id: 'bob', scopes: ['read', 'execute', 'approve'] };
export const CAROL: Principal = { id: 'carol', scopes: ['read', 'execute', 'approve', 'admin'] };

/** What somebody wants to have executed. */
export interface Wish {
  readonly request: ExecuteRequest;
  readonly principal: Principal;
}

/**
 * Draws a wish. Most are much the same as the others of a world: only what is alike gets in each other's way.
 *
 * @param name - Of who wishes; what is common to a world comes of the name `everybody`
 */
export function drawWish(decisions: Decisions, name: string): Wish {
  function field<Item>(what: string, items: readonly [Item, ...Item[]]): Item {
    const isOwn = decisions.pick(`${name} differs in ${what}`, [false, true]);
    return decisions.pick(`${isOwn ? name : 'everybody'} wishes ${what}`, items);
  }
  return {
    principal: field('as', [ALICE, ALICE, BOB]),
    request: {
      pipelineType: field<PipelineName>('a pipeline', ['dns', 'dns', 'app']),
      environment: field<EnvironmentName>('an environment', ['dev', 'dev', 'prod']),
      tenantId: field('a tenant', [undefined, 't1', 't2']),
      parameters: { record: field('a record', ['a', 'b', 'c']) },
      sessionId: field('a session', [undefined, 's1']),
      idempotencyKey: field('a key', [undefined, undefined, undefined, 'k1', 'k2', 'k3']),
    },
  };
}

/** `alice wants dns in dev (record a, key k1)` */
export function describeWish({ principal, request }: Wish): string {
  const { pipelineType, environment, tenantId, parameters, sessionId, idempotencyKey } = request;
  const details = Object.entries({ ...parameters, tenant: tenantId, session: sessionId, key: idempotencyKey })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${String(value)}`);
  return `${principal.id} wants ${pipelineType} in ${environment} (${details.join(', ')})`;
}
