import {
  type Clock,
  type ExecutionService,
  type LogChunk,
  lockedTo,
  logChunkToWire,
  type Principal,
  redactSecrets,
  type ServiceLogger,
  SluiceError,
  type Wire,
  type WireOperations,
} from '@sluice/core';
import type { Context, Hono } from 'hono';
import { accepts } from 'hono/accepts';
import * as z from 'zod';
import { answerJson } from '../http/answer.ts';
import { toldError } from '../http/error-response.ts';
import { executionIdOf } from '../http/execution-id.ts';
import { problemOf } from '../http/problem.ts';
import type { ServerEnv } from '../http/server-env.ts';
import { validate } from '../http/validate.ts';
import { followLog } from './follow-log.ts';
import { queryOf } from './query.ts';

/** @internal */
export interface LogRouteOptions {
  readonly service: ExecutionService;
  readonly clock: Clock;
  /** Ends the streams of those who follow a log. */
  readonly shutdownSignal: AbortSignal;
  readonly logger: ServiceLogger;
}

type Parameters = WireOperations['getExecutionLog']['parameters'];

const querySchema = lockedTo<NonNullable<Parameters['query']>>()(
  z.strictObject({ cursor: z.string().min(1).exactOptional() }),
);

const headersSchema = lockedTo<NonNullable<Parameters['header']>>()(
  z.strictObject({ 'Last-Event-ID': z.string().min(1).exactOptional() }),
);

const JSON_TYPE = 'application/json';
const STREAM_TYPE = 'text/event-stream';
const BROKEN_OFF = 'A log that was being followed could not be read on';

/** `GET /executions/{execution_id}/log`: a piece of it, or all as it comes. */
export function addLog(app: Hono<ServerEnv>, options: LogRouteOptions): void {
  app.get('/executions/:execution_id/log', async (context) => {
    const { cursor } = validate(querySchema, queryOf(context));
    const executionId = executionIdOf(context);
    const type = accepts(context, { header: 'Accept', supports: [JSON_TYPE, STREAM_TYPE], default: JSON_TYPE });
    if (type === STREAM_TYPE) return follow(context, { ...options, executionId, cursor });
    const { signal } = context.req.raw;
    const chunk = await options.service.readLog(executionId, context.get('principal'), { cursor, signal });
    return answerJson(context, logChunkToWire(chunk));
  });
}

interface Following extends LogRouteOptions {
  readonly executionId: string;
  readonly cursor: string | undefined;
}

/** Reads once before the answer begins: what is wrong with the request is then told by the status. */
async function follow(context: Context<ServerEnv>, following: Following): Promise<Response> {
  const { service, clock, logger, executionId } = following;
  const shutdownSignal = context.env?.stopping ?? following.shutdownSignal;
  const lastEventId = context.req.header('last-event-id');
  const headers = validate(headersSchema, lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId });
  // A browser that connects again asks for the same URL, and for what came after in the header.
  const cursor = headers['Last-Event-ID'] ?? following.cursor;
  const read = logReader(service, executionId, context.get('principal'));
  const first = await read(cursor, context.req.raw.signal);
  const tellFailure = (failure: unknown): Wire['Problem'] => {
    const error = toldError(context, failure, logger);
    const reason = redactSecrets(error.message);
    const line = { request_id: context.get('requestId'), execution_id: executionId, code: error.code, reason };
    logger.warn(line, BROKEN_OFF);
    return problemOf(error);
  };
  const isForHeadOnly = context.req.method === 'HEAD';
  const stream = isForHeadOnly ? null : followLog({ read, cursor, first, clock, shutdownSignal, tellFailure });
  return new Response(stream, { headers: { 'content-type': STREAM_TYPE, 'x-accel-buffering': 'no' } });
}

function logReader(
  service: ExecutionService,
  executionId: string,
  principal: Principal,
): (cursor: string | undefined, signal: AbortSignal) => Promise<LogChunk | undefined> {
  return async (cursor, signal) => {
    try {
      return await service.readLog(executionId, principal, { cursor, signal });
    } catch (error) {
      if (SluiceError.isInstance(error) && error.code === 'execution_not_settled') return undefined;
      throw error;
    }
  };
}
