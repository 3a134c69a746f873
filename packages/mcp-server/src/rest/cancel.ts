import { executionToWire, isFinished, lockedTo, type Wire } from '@sluice/core';
import type { Hono } from 'hono';
import * as z from 'zod';
import { answerJson } from '../http/answer.ts';
import { executionIdOf } from '../http/execution-id.ts';
import { readOptionalJsonBody } from '../http/json-body.ts';
import type { ServerEnv } from '../http/server-env.ts';
import { validate } from '../http/validate.ts';
import type { BodyRouteOptions } from './body-route.ts';

const bodySchema = lockedTo<Wire['CancelRequest']>()(
  z.strictObject({ force: z.enum(['terminate', 'kill']).exactOptional() }),
);

/** `POST /executions/{execution_id}/cancel` */
export function addCancel(app: Hono<ServerEnv>, { service, bodyLimits }: BodyRouteOptions): void {
  app.post('/executions/:execution_id/cancel', async (context) => {
    const executionId = executionIdOf(context);
    const { force } = validate(bodySchema, await readOptionalJsonBody(context.req.raw, bodyLimits));
    const execution = await service.cancel(executionId, context.get('principal'), { force });
    return answerJson(context, executionToWire(execution), isFinished(execution) ? 200 : 202);
  });
}
