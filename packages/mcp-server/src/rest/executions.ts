import {
  type ExecutionService,
  type ExecutionStatus,
  executionToWire,
  lockedTo,
  type Wire,
  type WireOperations,
} from '@sluice/core';
import type { Hono } from 'hono';
import * as z from 'zod';
import type { ServerEnv } from '../http/server-env.ts';
import { validate, wholeNumber } from '../http/validate.ts';

const STATUSES = [
  'awaiting_approval',
  'starting',
  'unknown',
  'queued',
  'running',
  'blocked',
  'succeeded',
  'failed',
  'cancelled',
  'denied',
  'expired',
  'lost',
] as const satisfies readonly ExecutionStatus[];

const DEFAULT_LIMIT = 20;

const text = z.string().min(1);
const querySchema = lockedTo<WireOperations['listExecutions']['parameters']['query']>()(
  z.strictObject({
    environment: text,
    pipeline_type: text.exactOptional(),
    tenant_id: text.exactOptional(),
    status: z.enum(STATUSES).exactOptional(),
    limit: wholeNumber(1, 100).exactOptional(),
    cursor: text.exactOptional(),
  }),
);

/** `GET /executions` */
export function addExecutions(app: Hono<ServerEnv>, service: ExecutionService): void {
  app.get('/executions', async (context) => {
    const { environment, pipeline_type, tenant_id, status, limit, cursor } = validate(querySchema, context.req.query());
    const page = await service.list(
      { environment, pipelineType: pipeline_type, tenantId: tenant_id, status, limit: limit ?? DEFAULT_LIMIT, cursor },
      context.get('principal'),
    );
    const body: Wire['ExecutionPage'] = {
      executions: page.executions.map((execution) => executionToWire(execution)),
      ...(page.cursor === undefined ? {} : { next_cursor: page.cursor }),
    };
    return context.json(body);
  });
}
