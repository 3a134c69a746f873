/*
 * How an execution gets several claims, or none, without transactions.
 *
 * 1. Its item is put, `pending`, with the list of its claims. Readers do not see it yet.
 * 2. Its claims are taken one by one, in the order of their names: a conditional write sets the holder of each.
 * 3. A conditional write turns it from `pending` to `visible`; or to `aborted`, when a claim is held by another one.
 *
 * Whoever meets a claim whose holder is pending brings that holder to its end first, by the same steps: so a server that
 * died between two steps is in nobody's way, and who loses is told of an execution that there is. A holder that has been
 * pending for longer than a lease is aborted instead, since nobody would start its run.
 *
 * A claim with a time counts for its holder X until then, unless X is aborted; a claim without one counts while X is
 * pending or unfinished. What has stopped counting never counts again: `visible` and `aborted` are final, so is being
 * finished, times only pass, and an aborted item stays, so that a late copy of step 1 can't bring X back. An item that
 * retention removes has been finished for a day or more, which is as long as an idempotency key has.
 *
 * Why at most one wins: a claim passes from X to another one only by a write that is conditional on X being the holder,
 * by somebody who had seen that it no longer counts for X, which stays true. So nobody takes from X a claim that counts.
 * X becomes visible only after each of its claims was seen, in step 2, to have X as its holder, and only if X is still
 * pending: each of them still has X as its holder then, and keeps it for as long as it counts. A claim has one holder, so
 * it can't count for two visible executions. The lease has no part in this: it only decides whether a pending execution
 * is completed or aborted, and one write makes that final.
 *
 * Why nobody waits for ever: X is held up only by a holder of a claim that comes later in the order than all that X has,
 * so helping never goes in circles. A write that fails failed because somebody else's write succeeded.
 *
 * A write that the SDK repeats after a lost answer is refused the second time. No step minds: each one reads afterwards
 * who is the holder, or what was decided, and it does not matter by whom.
 */
import { randomUUID } from 'node:crypto';
import { type Claim, type CreateResult, type Execution, isFinished, SluiceError } from '@sluice/core';
import {
  type AbortedItem,
  type ClaimItem,
  claimKey,
  type ExecutionItem,
  executionKey,
  newExecutionJson,
  type PendingItem,
  toExecution,
  toSeconds,
  visibleAttributes,
} from './item.ts';
import { unsettledError } from './store-error.ts';
import type { Table } from './table.ts';

/** How long a creation may take before another server aborts it, in milliseconds. */
export const PENDING_LEASE_MS = 10_000;
/** How long a creation that came to nothing is remembered, in milliseconds. */
const MEMORY_MS = 24 * 60 * 60 * 1000;

/** The claims of the table. */
export interface Claims {
  /** Creates an execution and takes its claims, all or nothing. */
  create(execution: Execution, claims: readonly Claim[]): Promise<CreateResult>;
  /** Frees claims as far as the execution holds them. Only tidies up: they do not count any more. */
  release(executionId: string, claims: readonly Claim[]): Promise<void>;
}

/** What the parts of the store share. */
export interface StoreParts {
  readonly table: Table;
  readonly now: () => number;
  /** How long a finished execution is kept; undefined: for ever. */
  readonly retentionMs: number | undefined;
}

/** Makes the claims of a table. */
export function createClaims({ table, now, retentionMs }: StoreParts): Claims {
  async function create(execution: Execution, claims: readonly Claim[]): Promise<CreateResult> {
    const conflict = await findConflict(claims);
    if (conflict !== undefined) return conflict;
    const pending = pendingItem(execution, claims, now());
    await putPending(pending, execution.executionId);
    try {
      await settle(pending, execution.executionId);
    } catch (error) {
      // Spares the next request the lease. Where this fails too, the lease ends it.
      await abort(execution.executionId).catch(() => undefined);
      throw error;
    }
    const decided = await readExecution(execution.executionId);
    if (decided?.phase === 'visible') return { created: true };
    await release(execution.executionId, claims).catch(() => undefined);
    return (await findConflict(claims)) ?? lossOf(decided);
  }

  /**
   * Returns the first claim, in the order given, that somebody holds. Looks from the last to the first: whoever holds a
   * later one and an earlier one is seen to hold the earlier one, however short ago it got them.
   */
  async function findConflict(claims: readonly Claim[]): Promise<CreateResult | undefined> {
    let conflict: CreateResult | undefined;
    for (const { name } of claims.toReversed()) {
      const item = await readClaim(name);
      if (item !== undefined && (await counts(item, name))) {
        conflict = { created: false, claim: name, heldBy: item.holder };
      }
    }
    return conflict;
  }

  async function putPending(pending: PendingItem, executionId: string): Promise<void> {
    if ((await table.put({ ...pending }, { kind: 'absent' })) === 'written') return;
    const stored = await readExecution(executionId);
    if (stored !== undefined && 'token' in stored && stored.token === pending.token) return;
    throw new SluiceError({
      code: 'internal_error',
      message: `The execution id "${executionId}" has been used before. Give every creation an id of its own, such as a random UUID.`,
    });
  }

  /** Brings a pending execution to its end: takes the claims that follow the one it was met at, then confirms it. */
  async function settle(pending: PendingItem, executionId: string, metAt?: string): Promise<void> {
    for (const claim of pending.claims) {
      if (metAt !== undefined && claim.name <= metAt) continue;
      const holder = await take(claim, executionId);
      if (holder !== executionId) return abort(executionId, { lostClaim: claim.name, lostTo: holder });
    }
    const attributes = { ...visibleAttributes(toExecution(pending), retentionMs), pendingSince: undefined };
    await table.update(executionKey(executionId), attributes, PENDING);
  }

  /** Takes a claim, unless it counts for another execution. Returns who has it. */
  async function take(claim: Claim, executionId: string): Promise<string> {
    const item = claimItem(claim, executionId);
    let current: ClaimItem | undefined;
    for (;;) {
      const condition = current === undefined ? ABSENT : heldBy(current.holder);
      if ((await table.put({ ...item }, condition)) === 'written') return executionId;
      current = await readClaim(claim.name);
      if (current?.holder === executionId) return executionId;
      if (current !== undefined && (await counts(current, claim.name))) return current.holder;
    }
  }

  /** Tells whether a claim still counts for its holder, who is brought to its end first if need be. */
  async function counts({ holder, until }: ClaimItem, name: string): Promise<boolean> {
    if (until !== undefined && until <= now()) return false;
    let item = await readExecution(holder);
    if (item?.phase === 'pending') {
      if (now() - item.pendingSince >= PENDING_LEASE_MS) await abort(holder);
      else await settle(item, holder, name);
      item = await readExecution(holder);
    }
    return item?.phase === 'visible' && (until !== undefined || !isFinished(item));
  }

  /** Ends a pending execution, for good; leaves it as it is when it has been decided. */
  async function abort(executionId: string, loss: Pick<AbortedItem, 'lostClaim' | 'lostTo'> = {}): Promise<void> {
    const expiresAt = toSeconds(now() + MEMORY_MS);
    await table.put({ ...executionKey(executionId), phase: 'aborted', ...loss, expiresAt }, PENDING);
  }

  async function release(executionId: string, claims: readonly Claim[]): Promise<void> {
    await Promise.all(claims.map(({ name }) => table.delete(claimKey(name), heldBy(executionId))));
  }

  async function readExecution(executionId: string): Promise<ExecutionItem | undefined> {
    return (await table.get(executionKey(executionId))) as ExecutionItem | undefined;
  }

  async function readClaim(name: string): Promise<ClaimItem | undefined> {
    return (await table.get(claimKey(name))) as ClaimItem | undefined;
  }

  return { create, release };
}

const ABSENT = { kind: 'absent' } as const;
const PENDING = { kind: 'equal', attribute: 'phase', value: 'pending' } as const;

function heldBy(executionId: string): { kind: 'equal'; attribute: string; value: string } {
  return { kind: 'equal', attribute: 'holder', value: executionId };
}

function pendingItem(execution: Execution, claims: readonly Claim[], now: number): PendingItem {
  return {
    ...executionKey(execution.executionId),
    phase: 'pending',
    execution: newExecutionJson(execution),
    claims: claims.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    pendingSince: now,
    token: randomUUID(),
    expiresAt: toSeconds(now + MEMORY_MS),
  };
}

function claimItem({ name, until }: Claim, executionId: string): ClaimItem {
  const time = until === undefined ? {} : { until, expiresAt: toSeconds(until) };
  return { ...claimKey(name), holder: executionId, ...time };
}

/** What a creation was told that lost a claim which is free again by now. */
function lossOf(decided: ExecutionItem | undefined): CreateResult {
  if (decided?.phase === 'aborted' && decided.lostClaim !== undefined && decided.lostTo !== undefined) {
    return { created: false, claim: decided.lostClaim, heldBy: decided.lostTo };
  }
  throw unsettledError('Nothing was started: the execution store was too slow. Ask again.');
}
