import { lockedTo, type WireOperations } from '@sluice/core';
import type { Context } from 'hono';
import * as z from 'zod';
import type { ServerEnv } from './server-env.ts';
import { validate } from './validate.ts';

const pathSchema = lockedTo<WireOperations['getExecution']['parameters']['path']>()(
  z.strictObject({ execution_id: z.string().min(1).max(100) }),
);

/** What all of ours are, and nearly all that is asked for: no schema needs to look at those. */
const PLAIN_ID = /^[\w-]{1,100}$/;

/** Returns the execution id of the path, and notes it for the log. */
export function executionIdOf(context: Context<ServerEnv>): string {
  const given = context.req.param('execution_id') ?? '';
  const executionId = PLAIN_ID.test(given) ? given : validate(pathSchema, { execution_id: given }).execution_id;
  context.set('executionId', executionId);
  return executionId;
}
