import { lockedTo, type Wire } from '@sluice/core';
import type { Hono } from 'hono';
import * as z from 'zod';
import { executionIdOf } from '../http/execution-id.ts';
import { readOptionalJsonBody } from '../http/json-body.ts';
import type { ServerEnv } from '../http/server-env.ts';
import { validate } from '../http/validate.ts';
import type { BodyRouteOptions } from './body-route.ts';
import { executedResponse } from './executed-response.ts';

const bodySchema = lockedTo<Wire['RetryRequest']>()(z.strictObject({ nothing_runs: z.boolean().exactOptional() }));

/** `POST /executions/{execution_id}/retry` */
export function addRetry(app: Hono<ServerEnv>, { service, bodyLimits }: BodyRouteOptions): void {
  app.post('/executions/:execution_id/retry', async (context) => {
    const executionId = executionIdOf(context);
    const { nothing_runs } = validate(bodySchema, await readOptionalJsonBody(context.req.raw, bodyLimits));
    const result = await service.retry(executionId, context.get('principal'), { nothingRuns: nothing_runs });
    return executedResponse(context, result);
  });
}
