import type { Claim } from '../store/execution-store.ts';
import { digest } from './canonical.ts';
import type { Execution } from './execution.ts';

/** How long an idempotency key names its request, and a retry is the one of its execution, in milliseconds. */
const REPEAT_TTL_MS = 24 * 60 * 60 * 1000;

/**
 * What a claim is for. `key` and `fingerprint`: the same request makes one execution. `retry`: an execution is retried
 * once. `slot`: one execution at a time of a pipeline, environment and tenant.
 */
export type ClaimKind = 'key' | 'fingerprint' | 'retry' | 'slot';

export interface ClaimsRequest {
  readonly execution: Execution;
  readonly idempotencyKey: string | undefined;
  /** Whether another execution of the same pipeline, environment and tenant may be unfinished at the same time. */
  readonly concurrency: 'one' | 'unlimited';
  /** The execution that is tried again. */
  readonly retryOf: string | undefined;
}

/** The names that an execution must hold to exist, in the order in which a conflict is reported. */
export function claimsOf({ execution, idempotencyKey, concurrency, retryOf }: ClaimsRequest): readonly Claim[] {
  const { pipelineType, environment, tenantId, requestedBy, sessionId, requestDigest, createdAt } = execution;
  const until = createdAt + REPEAT_TTL_MS;
  const retry: readonly Claim[] = retryOf === undefined ? [] : [{ name: `retry:${digest([retryOf])}`, until }];
  const repeated: Claim =
    idempotencyKey === undefined
      ? { name: `fingerprint:${digest([requestedBy, sessionId, requestDigest])}` }
      : { name: `key:${digest([requestedBy, idempotencyKey])}`, until };
  const slot: readonly Claim[] =
    concurrency === 'unlimited' ? [] : [{ name: `slot:${digest([pipelineType, environment, tenantId])}` }];
  return [...retry, repeated, ...slot];
}

/** Tells what it means that a claim is held by another execution. */
export function claimKind(name: string): ClaimKind {
  return name.slice(0, name.indexOf(':')) as ClaimKind;
}
