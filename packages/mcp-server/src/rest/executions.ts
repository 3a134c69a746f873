import {
  EXECUTION_STATUSES,
  type ExecutionService,
  executionToWire,
  lockedTo,
  type Wire,
  type WireOperations,
} from '@sluice/core';
import type { Hono } from 'hono';
import * as z from 'zod';
import { answerJson } from '../http/answer.ts';
import type { ServerEnv } from '../http/server-env.ts';
import { validate, wholeNumber } from '../http/validate.ts';
import { queryOf } from './query.ts';

const DEFAULT_LIMIT = 20;

const text = z.string().min(1);
const time = z.iso.datetime({
  offset: true,
  error: 'must be a time with its zone, such as 2026-01-31T08:00:00Z (in a URL, "+" is written %2B)',
});
const querySchema = lockedTo<WireOperations['listExecutions']['parameters']['query']>()(
  z.strictObject({
    environment: text,
    pipeline_type: text.exactOptional(),
    tenant_id: text.exactOptional(),
    status: z.array(z.enum(EXECUTION_STATUSES)).exactOptional(),
    created_from: time.exactOptional(),
    created_until: time.exactOptional(),
    limit: wholeNumber(1, 100).exactOptional(),
    cursor: text.exactOptional(),
  }),
);

/** `GET /executions` */
export function addExecutions(app: Hono<ServerEnv>, service: ExecutionService): void {
  app.get('/executions', async (context) => {
    const query = validate(querySchema, queryOf(context, ['status']));
    const page = await service.list(
      {
        environment: query.environment,
        pipelineType: query.pipeline_type,
        tenantId: query.tenant_id,
        status: query.status,
        createdFrom: millisecondsOf(query.created_from),
        createdUntil: millisecondsOf(query.created_until),
        limit: query.limit ?? DEFAULT_LIMIT,
        cursor: query.cursor,
      },
      context.get('principal'),
    );
    const body: Wire['ExecutionPage'] = {
      executions: page.executions.map((execution) => executionToWire(execution)),
      ...(page.cursor === undefined ? {} : { next_cursor: page.cursor }),
    };
    return answerJson(context, body);
  });
}

function millisecondsOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}
