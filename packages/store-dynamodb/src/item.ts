import { createHash } from 'node:crypto';
import { type Claim, type CursorPosition, type Execution, isFinished, SluiceError } from '@sluice/core';

/** Names one item of the table. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** An item of the table. */
export type Item = Key & Readonly<Record<string, unknown>>;

/**
 * The item of an execution. The execution itself is JSON in one attribute: DynamoDB's own maps would bend numbers, limit
 * the depth and lose keys such as `__proto__`. Beside it stands what it is found by.
 *
 * `pending`: its claims are still being taken; `aborted`: it lost one. Neither is an execution to a reader.
 */
export type ExecutionItem = PendingItem | AbortedItem | VisibleItem;

/** @see ExecutionItem */
export interface PendingItem extends Key {
  readonly phase: 'pending';
  readonly execution: string;
  /** In the order in which they are taken, the order of their names. */
  readonly claims: readonly Claim[];
  /** Milliseconds since the epoch. */
  readonly pendingSince: number;
  /** Tells this write from any other one. */
  readonly token: string;
  readonly expiresAt: number;
}

/** @see ExecutionItem */
export interface AbortedItem extends Key {
  readonly phase: 'aborted';
  /** The claim that it lost, and who held it; absent where it was given up for being too slow. */
  readonly lostClaim?: string;
  readonly lostTo?: string;
  readonly expiresAt: number;
}

/** @see ExecutionItem */
export interface VisibleItem extends Key {
  readonly phase: 'visible';
  readonly execution: string;
  readonly version: number;
  readonly token: string;
  readonly status: Execution['status'];
  /** Absent from a copy of an execution that another store owns. */
  readonly claims?: readonly Claim[];
  /** In seconds since the epoch; absent while it is unfinished, or kept for ever. */
  readonly expiresAt?: number;
}

/** The item of a claim. */
export interface ClaimItem extends Key {
  readonly holder: string;
  readonly until?: number;
  readonly expiresAt?: number;
}

/** The item of a lease. */
export interface LeaseItem extends Key {
  readonly holder: string;
  readonly until: number;
  readonly expiresAt: number;
}

/**
 * How many partitions share what has not finished: each takes a thousand writes a second. They share it by execution and
 * not by project, since a listing merges all of them anyway, and one busy project would have one partition to itself.
 */
const UNFINISHED_SHARDS = 4;
/** DynamoDB's limit for an item is 400 KB; the rest is for what stands beside the execution. */
const MAX_EXECUTION_BYTES = 390 * 1024;
/** What a run may add to an execution: its stages and its failure. */
const RUN_BYTES = 64 * 1024;

/** Names the item of an execution. */
export function executionKey(executionId: string): Key {
  return { pk: `execution#${executionId}`, sk: 'execution' };
}

/** Names the item of a claim. */
export function claimKey(name: string): Key {
  return { pk: `claim#${name}`, sk: 'claim' };
}

/** Names the item of a lease. */
export function leaseKey(name: string): Key {
  return { pk: `lease#${name}`, sk: 'lease' };
}

/**
 * Returns the attributes that an execution has once readers may see it, at any version.
 *
 * @param retentionMs - How long it is kept after it has finished; undefined: for ever
 */
export function visibleAttributes(
  execution: Execution,
  retentionMs: number | undefined,
): Readonly<Record<string, unknown>> {
  const { executionId, version, environment, pipelineType, tenantId, status, createdAt, updatedAt } = execution;
  const finished = isFinished(execution);
  return {
    phase: 'visible',
    execution: toJson(execution, MAX_EXECUTION_BYTES),
    version,
    environment,
    pipelineType,
    tenantId,
    status,
    createdOrder: orderKey(createdAt, executionId),
    unfinishedShard: finished ? undefined : shardOf(executionId),
    changedOrder: finished ? undefined : orderKey(updatedAt, executionId),
    expiresAt: finished && retentionMs !== undefined ? toSeconds(updatedAt + retentionMs) : undefined,
  };
}

/** Returns the JSON of an execution that is to be created, with room left for what its run will add. */
export function newExecutionJson(execution: Execution): string {
  return toJson(execution, MAX_EXECUTION_BYTES - RUN_BYTES);
}

/** Returns the execution of an item, of the table or of an index. */
export function toExecution({ execution }: Pick<PendingItem, 'execution'>): Execution {
  const parsed = JSON.parse(execution) as Omit<Execution, 'lastChange'> & Partial<Pick<Execution, 'lastChange'>>;
  // Version 0.1.0 told what made an execution what it is in its events alone.
  const { lastChange = { type: `execution.${parsed.status}`, actor: 'sluice' } } = parsed;
  return { ...parsed, lastChange };
}

/** With what the sort keys of events begin. */
export const EVENT_PREFIX = 'event#';

/** Names the item of an event, which sorts by its version among the items of its execution. */
export function eventKey(executionId: string, version: number): Key {
  return { pk: executionKey(executionId).pk, sk: `${EVENT_PREFIX}${String(version).padStart(12, '0')}` };
}

/** Writes a time and an id so that they sort as text as they do as numbers. */
export function orderKey(time: number, executionId: string): string {
  return `${String(time).padStart(15, '0')}#${executionId}`;
}

/** Reads what `orderKey` wrote. */
export function positionOf(order: string): CursorPosition {
  const end = order.indexOf('#');
  return { time: Number(order.slice(0, end)), executionId: order.slice(end + 1) };
}

/** Returns a time as DynamoDB's time to live takes it, never too early. */
export function toSeconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000);
}

/** The partition, beside those of what has not finished, of what has and is still to be tidied up. */
export const UNTIDY_SHARD = 'untidy';

/** The partitions of what has not finished. */
export const UNFINISHED_SHARD_NAMES: readonly string[] = Array.from(
  { length: UNFINISHED_SHARDS },
  (_, index) => `unfinished#${index}`,
);

function shardOf(executionId: string): string | undefined {
  const hash = createHash('sha256').update(executionId).digest().readUInt32BE();
  return UNFINISHED_SHARD_NAMES[hash % UNFINISHED_SHARDS];
}

function toJson(execution: Execution, maxBytes: number): string {
  const json = JSON.stringify(execution);
  const bytes = Buffer.byteLength(json);
  if (bytes <= maxBytes) return json;
  throw new SluiceError({
    code: 'request_too_large',
    message: `The execution has ${kilobytes(bytes)} KB, but the store takes ${kilobytes(maxBytes)} KB at the most. Send smaller parameters.`,
  });
}

function kilobytes(bytes: number): number {
  return Math.ceil(bytes / 1024);
}
