import { executeRequestFromWire, lockedTo, type Wire, type WireOperations } from '@sluice/core';
import type { Hono } from 'hono';
import * as z from 'zod';
import { readJsonBody } from '../http/json-body.ts';
import type { ServerEnv } from '../http/server-env.ts';
import { validate } from '../http/validate.ts';
import type { BodyRouteOptions } from './body-route.ts';
import { executedResponse } from './executed-response.ts';

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
export function addExecute(app: Hono<ServerEnv>, { service, bodyLimits }: BodyRouteOptions): void {
  app.post('/execute', async (context) => {
    const key = context.req.header('idempotency-key');
    const headers = validate(headersSchema, key === undefined ? {} : { 'Idempotency-Key': key });
    const request = validate(bodySchema, await readJsonBody(context.req.raw, bodyLimits));
    const result = await service.execute(
      executeRequestFromWire(request, headers['Idempotency-Key']),
      context.get('principal'),
    );
    context.set('executionId', result.execution.executionId);
    return executedResponse(context, result);
  });
}
