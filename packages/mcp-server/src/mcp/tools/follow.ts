import { type Execution, isFinished, type Refreshed, SluiceError } from '@sluice/core';
import type { McpCallContext } from '../definitions.ts';
import type { Product } from '../product.ts';
import { stateOf } from './execution-text.ts';

const POLL_MS = 1000;
/** Clients end a call that they hear nothing of; most of them after a minute. */
const SILENCE_MS = 10_000;

/**
 * Waits until an execution has finished, waits for a person, or the time is over, and tells a client that wants to know
 * how far it is. Who goes away, or a server that closes, ends the wait and not the run.
 */
export async function follow(
  product: Product,
  execution: Execution,
  context: McpCallContext,
  waitMs: number = product.waitMs,
): Promise<Refreshed> {
  const { service } = product;
  const { principal, signal, stopping } = context;
  if (waitMs <= 0 || needsNoWait(execution) || !principal.scopes.includes('read')) return { execution };
  const either = AbortSignal.any([signal, stopping]);
  try {
    if (context.progress !== undefined)
      return await followAloud(product, execution, context, { waitMs, signal: either });
    return await service.get(execution.executionId, principal, { waitMs, signal: either });
  } catch (error) {
    if (signal.aborted) return { execution, note: `The wait was ended; the run goes on. ${asOf(execution)}` };
    if (either.aborted) return service.get(execution.executionId, principal);
    if (!SluiceError.isInstance(error)) throw error;
    // It has been started: that the wait failed must not read as if it had not.
    return { execution, note: `${error.message} ${asOf(execution)}` };
  }
}

interface Wait {
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

async function followAloud(
  { service, clock }: Product,
  started: Execution,
  { principal, progress }: McpCallContext,
  { waitMs, signal }: Wait,
): Promise<Refreshed> {
  const deadline = clock.now() + waitMs;
  let told = { state: '', at: Number.NEGATIVE_INFINITY, count: 0 };
  let seen: Refreshed = { execution: started };
  for (;;) {
    const state = stateOf(seen.execution);
    if (state !== told.state || clock.now() - told.at >= SILENCE_MS) {
      told = { state, at: clock.now(), count: told.count + 1 };
      progress?.(told.count, undefined, state);
    }
    const left = deadline - clock.now();
    if (left <= 0 || needsNoWait(seen.execution)) return seen;
    await clock.sleep(Math.min(left, POLL_MS), signal);
    seen = await service.get(started.executionId, principal, { signal });
  }
}

function needsNoWait({ status }: Execution): boolean {
  return isFinished({ status }) || status === 'blocked' || status === 'awaiting_approval';
}

function asOf({ updatedAt }: Execution): string {
  return `This is what was known at ${new Date(updatedAt).toISOString()}.`;
}
