import type { components } from '../generated/pipeline-server.ts';

/**
 * Where an execution stands.
 *
 * @public
 */
export type ExecutionStatus = components['schemas']['ExecutionStatus'];

/** The statuses that an execution leaves. @public */
export const UNFINISHED_STATUSES = [
  'awaiting_approval',
  'starting',
  'unknown',
  'queued',
  'running',
  'blocked',
] as const;

/** The statuses that an execution does not leave. @public */
export const FINISHED_STATUSES = ['succeeded', 'failed', 'cancelled', 'denied', 'expired', 'lost'] as const;

/** All statuses. @public */
export const EXECUTION_STATUSES: readonly [...typeof UNFINISHED_STATUSES, ...typeof FINISHED_STATUSES] = [
  ...UNFINISHED_STATUSES,
  ...FINISHED_STATUSES,
];

/** A status that an execution does not leave. @public */
export type FinishedStatus = (typeof FINISHED_STATUSES)[number];
