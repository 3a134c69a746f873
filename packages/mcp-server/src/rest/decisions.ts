import { executionToWire, lockedTo, type Wire } from '@sluice/core';
import type { Hono } from 'hono';
import * as z from 'zod';
import { answerJson } from '../http/answer.ts';
import { executionIdOf } from '../http/execution-id.ts';
import { readOptionalJsonBody } from '../http/json-body.ts';
import type { ServerEnv } from '../http/server-env.ts';
import { validate } from '../http/validate.ts';
import type { BodyRouteOptions } from './body-route.ts';

const bodySchema = lockedTo<Wire['DecisionRequest']>()(
  z.strictObject({ reason: z.string().min(1).max(500).exactOptional() }),
);

/** `POST /executions/{execution_id}/approve` and `.../deny`: whether what awaits approval is started. */
export function addDecisions(app: Hono<ServerEnv>, { service, bodyLimits }: BodyRouteOptions): void {
  for (const decide of ['approve', 'deny'] as const) {
    app.post(`/executions/:execution_id/${decide}`, async (context) => {
      const executionId = executionIdOf(context);
      const decision = validate(bodySchema, await readOptionalJsonBody(context.req.raw, bodyLimits));
      return answerJson(
        context,
        executionToWire(await service[decide](executionId, context.get('principal'), decision)),
      );
    });
  }
}
