import { type ExecutionService, lockedTo, logChunkToWire, type WireOperations } from '@sluice/core';
import type { Hono } from 'hono';
import * as z from 'zod';
import { executionIdOf } from '../http/execution-id.ts';
import type { ServerEnv } from '../http/server-env.ts';
import { validate } from '../http/validate.ts';

const querySchema = lockedTo<NonNullable<WireOperations['getExecutionLog']['parameters']['query']>>()(
  z.strictObject({ cursor: z.string().min(1).exactOptional() }),
);

/** `GET /executions/{execution_id}/log` */
export function addLog(app: Hono<ServerEnv>, service: ExecutionService): void {
  app.get('/executions/:execution_id/log', async (context) => {
    const { cursor } = validate(querySchema, context.req.query());
    const executionId = executionIdOf(context);
    const signal = context.req.raw.signal;
    return context.json(
      logChunkToWire(await service.readLog(executionId, context.get('principal'), { cursor, signal })),
    );
  });
}
