import type { Claim } from '../store/execution-store.ts';
import { digest } from './canonical.ts';
import type { Execution } from './execution.ts';

/** How long an idempotency key names its request, in milliseconds. */
const IDEMPOTENCY_KEY_TTL_MS = 24 * 60 * 60 * 1000;

export interface ClaimsRequest {
  readonly execution: Execution;
  readonly idempotencyKey: string | undefined;
  /** Whether another execution of the same pipeline, environment and tenant may be unfinished at the same time. */
  readonly concurrency: 'one' | 'unlimited';
}

/** The names that an execution must hold to exist, in the order in which a conflict is reported. */
export function claimsOf({ execution, idempotencyKey, concurrency }: ClaimsRequest): readonly Claim[] {
  const { pipelineType, environment, tenantId, requestedBy, sessionId, requestDigest } = execution;
  const repeated: Claim =
    idempotencyKey === undefined
      ? { name: `fingerprint:${digest([requestedBy, sessionId, requestDigest])}` }
      : { name: `key:${digest([requestedBy, idempotencyKey])}`, until: execution.createdAt + IDEMPOTENCY_KEY_TTL_MS };
  if (concurrency === 'unlimited') return [repeated];
  return [repeated, { name: `slot:${digest([pipelineType, environment, tenantId])}` }];
}

/** Tells what it means that a claim is held by another execution. */
export function claimKind(name: string): 'key' | 'fingerprint' | 'slot' {
  return name.slice(0, name.indexOf(':')) as 'key' | 'fingerprint' | 'slot';
}
