import {
  type Execution,
  type ExecutionService,
  executionToWire,
  isFinished,
  lockedTo,
  type Principal,
  type Refreshed,
  type WireOperations,
} from '@sluice/core';
import type { Hono } from 'hono';
import * as z from 'zod';
import { answerJson, answerText } from '../http/answer.ts';
import { executionIdOf } from '../http/execution-id.ts';
import type { ServerEnv } from '../http/server-env.ts';
import { validate, wholeNumber } from '../http/validate.ts';
import { queryOf } from './query.ts';

/** @internal */
export interface ExecutionRouteOptions {
  readonly service: ExecutionService;
  /** Ends the waits of readers, who are then told how things are. */
  readonly shutdownSignal: AbortSignal;
}

interface Wait {
  readonly executionId: string;
  readonly principal: Principal;
  readonly waitMs: number;
  /** The reader's own. */
  readonly signal: AbortSignal;
}

const querySchema = lockedTo<NonNullable<WireOperations['getExecution']['parameters']['query']>>()(
  z.strictObject({ wait: wholeNumber(0, 25).exactOptional() }),
);

/** `GET /executions/{execution_id}`: who goes away, or a server that closes, ends the wait and never the run. */
export function addExecution(app: Hono<ServerEnv>, options: ExecutionRouteOptions): void {
  const jsonOf = createJsonOfFinished();
  app.get('/executions/:execution_id', async (context) => {
    const { wait = 0 } = validate(querySchema, queryOf(context));
    const executionId = executionIdOf(context);
    const principal = context.get('principal');
    const { execution, note } =
      wait === 0
        ? await options.service.get(executionId, principal)
        : await waitFor(
            { ...options, shutdownSignal: context.env?.stopping ?? options.shutdownSignal },
            { executionId, principal, waitMs: wait * 1000, signal: context.req.raw.signal },
          );
    const json = note === undefined && isFinished(execution) ? jsonOf(execution) : undefined;
    return json === undefined
      ? answerJson(context, executionToWire(execution, note))
      : answerText(context, json, 200, { 'content-type': 'application/json' });
  });
}

/**
 * Makes what writes finished executions as JSON. They change no more, and a store may return the very same one again; to
 * write it costs as much as to look it up.
 */
function createJsonOfFinished(): (execution: Execution) => string {
  const written = new WeakMap<Execution, string>();
  return (execution) => {
    const known = written.get(execution);
    if (known !== undefined) return known;
    const json = JSON.stringify(executionToWire(execution));
    written.set(execution, json);
    return json;
  };
}

async function waitFor(
  { service, shutdownSignal }: ExecutionRouteOptions,
  { executionId, principal, waitMs, signal }: Wait,
): Promise<Refreshed> {
  try {
    return await service.get(executionId, principal, { waitMs, signal: AbortSignal.any([signal, shutdownSignal]) });
  } catch (error) {
    if (!shutdownSignal.aborted || error !== shutdownSignal.reason) throw error;
    return service.get(executionId, principal);
  }
}
