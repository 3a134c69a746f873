import { type ExecutionService, executionEventToWire, type Wire } from '@sluice/core';
import type { Hono } from 'hono';
import { answerJson } from '../http/answer.ts';
import { executionIdOf } from '../http/execution-id.ts';
import type { ServerEnv } from '../http/server-env.ts';

/** `GET /executions/{execution_id}/events` */
export function addEvents(app: Hono<ServerEnv>, service: ExecutionService): void {
  app.get('/executions/:execution_id/events', async (context) => {
    const events = await service.listEvents(executionIdOf(context), context.get('principal'));
    return answerJson(context, { events: events.map(executionEventToWire) } satisfies Wire['ExecutionEventList']);
  });
}
