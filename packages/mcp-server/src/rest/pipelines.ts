import {
  type ExecutionService,
  lockedTo,
  pipelineToWire,
  requireScope,
  visiblePipeline,
  visiblePipelines,
  type Wire,
  type WireOperations,
} from '@sluice/core';
import type { Hono } from 'hono';
import * as z from 'zod';
import { answerJson } from '../http/answer.ts';
import type { ServerEnv } from '../http/server-env.ts';
import { validate } from '../http/validate.ts';

const pathSchema = lockedTo<WireOperations['getPipeline']['parameters']['path']>()(
  z.strictObject({ pipeline_type: z.string().min(1).max(64) }),
);

/** `GET /pipelines` and `GET /pipelines/{pipeline_type}`: what of the catalog the principal may reach. */
export function addPipelines(app: Hono<ServerEnv>, { catalog }: ExecutionService): void {
  app.get('/pipelines', (context) => {
    const principal = context.get('principal');
    requireScope(principal, 'read');
    const pipelines = visiblePipelines(catalog, principal).map(pipelineToWire);
    return answerJson(context, { pipelines } satisfies Wire['PipelineList']);
  });

  app.get('/pipelines/:pipeline_type', (context) => {
    const principal = context.get('principal');
    requireScope(principal, 'read');
    const { pipeline_type } = validate(pathSchema, context.req.param());
    return answerJson(context, pipelineToWire(visiblePipeline(catalog, principal, pipeline_type)));
  });
}
