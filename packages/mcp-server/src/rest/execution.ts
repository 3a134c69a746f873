import {
  type ExecutionService,
  executionToWire,
  type GetOptions,
  lockedTo,
  type Refreshed,
  type WireOperations,
} from '@sluice/core';
import type { Hono } from 'hono';
import * as z from 'zod';
import { executionIdOf } from '../http/execution-id.ts';
import type { ServerEnv } from '../http/server-env.ts';
import { validate, wholeNumber } from '../http/validate.ts';

const querySchema = lockedTo<NonNullable<WireOperations['getExecution']['parameters']['query']>>()(
  z.strictObject({ wait: wholeNumber(0, 25).exactOptional() }),
);

/** `GET /executions/{execution_id}`: who goes away, or a server that closes, ends the wait and never the run. */
export function addExecution(app: Hono<ServerEnv>, service: ExecutionService, shutdownSignal: AbortSignal): void {
  app.get('/executions/:execution_id', async (context) => {
    const { wait = 0 } = validate(querySchema, context.req.query());
    const executionId = executionIdOf(context);
    const signal = AbortSignal.any([context.req.raw.signal, shutdownSignal]);
    const look = (options: GetOptions): Promise<Refreshed> =>
      service.get(executionId, context.get('principal'), options);
    let seen: Refreshed;
    try {
      seen = await look({ waitMs: wait * 1000, signal });
    } catch (error) {
      if (!shutdownSignal.aborted || error !== shutdownSignal.reason) throw error;
      seen = await look({});
    }
    return context.json(executionToWire(seen.execution, seen.note));
  });
}
