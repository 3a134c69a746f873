import { lockedTo, type WireOperations } from '@sluice/core';
import type { Context } from 'hono';
import * as z from 'zod';
import type { ServerEnv } from './server-env.ts';
import { validate } from './validate.ts';

const pathSchema = lockedTo<WireOperations['getExecution']['parameters']['path']>()(
  z.strictObject({ execution_id: z.string().min(1).max(100) }),
);

/** Returns the execution id of the path, and notes it for the log. */
export function executionIdOf(context: Context<ServerEnv>): string {
  const { execution_id } = validate(pathSchema, context.req.param());
  context.set('executionId', execution_id);
  return execution_id;
}
