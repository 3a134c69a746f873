import { executionToWire, lockedTo, pendingApprovalToWire, type Wire } from '@sluice/core';
import type { Hono } from 'hono';
import * as z from 'zod';
import { answerJson } from '../http/answer.ts';
import { executionIdOf } from '../http/execution-id.ts';
import { readJsonBody } from '../http/json-body.ts';
import type { ServerEnv } from '../http/server-env.ts';
import { validate } from '../http/validate.ts';
import type { BodyRouteOptions } from './body-route.ts';

const PATH = '/executions/:execution_id/approvals';

const answerSchema = lockedTo<Wire['ApprovalAnswer']>()(
  z.strictObject({
    approval_id: z.string().min(1).max(500),
    decision: z.enum(['approve', 'reject']),
    inputs: z.record(z.string(), z.string()).exactOptional(),
  }),
);

/** `GET` and `POST /executions/{execution_id}/approvals`: what a run that is under way asks a person. */
export function addApprovals(app: Hono<ServerEnv>, { service, bodyLimits }: BodyRouteOptions): void {
  app.get(PATH, async (context) => {
    const pending = await service.pendingApprovals(
      executionIdOf(context),
      context.get('principal'),
      context.req.raw.signal,
    );
    return answerJson(context, { approvals: pending.map(pendingApprovalToWire) } satisfies Wire['PendingApprovalList']);
  });

  app.post(PATH, async (context) => {
    const executionId = executionIdOf(context);
    const { approval_id, ...answer } = validate(answerSchema, await readJsonBody(context.req.raw, bodyLimits));
    const { outcome, execution } = await service.answerApproval(executionId, context.get('principal'), {
      approvalId: approval_id,
      ...answer,
    });
    return answerJson(context, { outcome, execution: executionToWire(execution) } satisfies Wire['ApprovalResult']);
  });
}
