import { type ExecutionService, pipelineToWire, requireScope, type Wire } from '@sluice/core';
import type { Hono } from 'hono';
import type { ServerEnv } from '../http/server-env.ts';

/** `GET /pipelines` */
export function addPipelines(app: Hono<ServerEnv>, service: ExecutionService): void {
  app.get('/pipelines', (context) => {
    requireScope(context.get('principal'), 'read');
    const pipelines = service.catalog.pipelines.map(pipelineToWire);
    return context.json({ pipelines } satisfies Wire['PipelineList']);
  });
}
