import { type ExecutionService, executionToWire, isFinished } from '@sluice/core';
import type { Hono } from 'hono';
import { executionIdOf } from '../http/execution-id.ts';
import type { ServerEnv } from '../http/server-env.ts';

/** `POST /executions/{execution_id}/cancel` */
export function addCancel(app: Hono<ServerEnv>, service: ExecutionService): void {
  app.post('/executions/:execution_id/cancel', async (context) => {
    const execution = await service.cancel(executionIdOf(context), context.get('principal'));
    return context.json(executionToWire(execution), isFinished(execution) ? 200 : 202);
  });
}
