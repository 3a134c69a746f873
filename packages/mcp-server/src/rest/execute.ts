import {
  type ExecutionService,
  executeRequestFromWire,
  executionToWire,
  lockedTo,
  type Wire,
  type WireOperations,
} from '@sluice/core';
import type { Hono } from 'hono';
import * as z from 'zod';
import { readJsonBody } from '../http/json-body.ts';
import type { ServerEnv } from '../http/server-env.ts';
import { validate } from '../http/validate.ts';

const bodySchema = lockedTo<Wire['ExecuteRequest']>()(
  z.strictObject({
    pipeline_type: z.string().min(1).max(64),
    environment: z.string().min(1).max(64),
    tenant_id: z.string().min(1).max(128).exactOptional(),
    parameters: z.record(z.string(), z.unknown()).exactOptional(),
    session_id: z.string().min(1).max(100).exactOptional(),
  }),
);

const headersSchema = lockedTo<NonNullable<WireOperations['execute']['parameters']['header']>>()(
  z.strictObject({ 'Idempotency-Key': z.string().min(1).max(255).exactOptional() }),
);

/** `POST /execute` */
export function addExecute(app: Hono<ServerEnv>, service: ExecutionService, bodyLimitBytes: number): void {
  app.post('/execute', async (context) => {
    const key = context.req.header('idempotency-key');
    const headers = validate(headersSchema, key === undefined ? {} : { 'Idempotency-Key': key });
    const request = validate(bodySchema, await readJsonBody(context.req.raw, bodyLimitBytes));
    const { execution, replayed } = await service.execute(
      executeRequestFromWire(request, headers['Idempotency-Key']),
      context.get('principal'),
    );
    context.set('executionId', execution.executionId);
    const body = executionToWire(execution);
    if (replayed) return context.json(body, 200, { 'Idempotency-Replayed': 'true' });
    return context.json(body, 202, { Location: `/executions/${encodeURIComponent(execution.executionId)}` });
  });
}
