import { EXECUTION_STATUSES, lockedTo } from '@sluice/core';
import * as z from 'zod/mini';
import type { operations } from '../generated/memory.ts';

type Query<Operation extends keyof operations> = NonNullable<operations[Operation]['parameters']['query']>;

/** A text of 1 to a number of characters; the error says what it must be. */
function text(error: string, maxLength: number): z.ZodMiniString<string> {
  return z.string({ error }).check(z.minLength(1, { error }), z.maxLength(maxLength, { error }));
}

function nameOf(what: string, maxLength: number): z.ZodMiniString<string> {
  return text(`must be the name of ${what}, ${maxLength} characters at the most`, maxLength);
}

const environment: z.ZodMiniString<string> = nameOf('an environment', 64);
const pipeline: z.ZodMiniString<string> = nameOf('a pipeline', 64);
const tenant: z.ZodMiniString<string> = nameOf('a tenant', 128);

/** What `query-memory` takes. */
export const memoryQuery: z.ZodMiniType<Query<'query-memory'>> = lockedTo<Query<'query-memory'>>()(
  z.object({ environment, pipeline_type: z.exactOptional(pipeline), tenant_id: z.exactOptional(tenant) }),
);

/** What `query-all-environments` takes. */
export const overviewQuery: z.ZodMiniType<Query<'query-all-environments'>> = lockedTo<
  Query<'query-all-environments'>
>()(z.object({ pipeline_type: z.exactOptional(pipeline), tenant_id: z.exactOptional(tenant) }));

/** What `check-deployed` takes. */
export const deployedQuery: z.ZodMiniType<Query<'check-deployed'>> = lockedTo<Query<'check-deployed'>>()(
  z.object({
    pipeline_type: pipeline,
    environment,
    tenant_id: z.exactOptional(tenant),
    parameters: z.exactOptional(text('must be a JSON object, 2000 characters at the most', 2000)),
  }),
);

const STATUSES = [...EXECUTION_STATUSES, 'finished', 'unfinished'] as const;
const TIME = 'must be a date such as 2026-01-31 or a time such as 2026-01-31T09:00:00Z';
const LIMIT = 'must be a whole number from 1 to 50';

/** A time, in UTC where it names no offset. */
const time = z.union([z.iso.date(), z.iso.datetime({ offset: true, local: true })], { error: TIME });

/** What `list-history` takes. */
export const historyQuery: z.ZodMiniType<Query<'list-history'>> = lockedTo<Query<'list-history'>>()(
  z.object({
    environment,
    pipeline_type: z.exactOptional(pipeline),
    tenant_id: z.exactOptional(tenant),
    status: z.exactOptional(z.enum(STATUSES, { error: `must be one of ${STATUSES.join(', ')}` })),
    since: z.exactOptional(time),
    until: z.exactOptional(time),
    limit: z.exactOptional(z.int({ error: LIMIT }).check(z.gte(1, { error: LIMIT }), z.lte(50, { error: LIMIT }))),
    cursor: z.exactOptional(text('must be the next_cursor of the page before', 1000)),
  }),
);

type RecallPath = operations['recall-execution']['parameters']['path'];

/** What `recall-execution` takes. */
export const recallPath: z.ZodMiniType<RecallPath> = lockedTo<RecallPath>()(
  z.object({ execution_id: nameOf('an execution', 100) }),
);
