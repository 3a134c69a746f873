import { redactSecrets, SluiceError } from '@sluice/core';
import type { Hono } from 'hono';
import { problemResponse } from '../http/error-response.ts';
import { problemOf } from '../http/problem.ts';
import type { ServerEnv } from '../http/server-env.ts';
import { systemClock } from '../system-clock.ts';
import { createDeadline } from './deadline.ts';
import { requestOf } from './event-request.ts';
import type { LambdaHandlerOptions } from './handler-options.ts';
import type { HttpEvent } from './http-event.ts';
import type { LambdaContext } from './lambda-context.ts';
import { resolveLazy } from './lazy.ts';

/** One event on its way to the app. */
export interface EventCall<Result> {
  /** Reads the event. */
  readonly read: () => HttpEvent;
  readonly context: LambdaContext;
  /** Sends the answer; the request's time is over when it has. */
  readonly write: (response: Response) => Promise<Result>;
  /** Aborted when the sender has gone. */
  readonly signal: AbortSignal;
}

/** Gives an event to the app. */
export type AnswerEvent = <Result>(call: EventCall<Result>) => Promise<Result>;

/** What is kept of the function's time to look once more and to send the answer. */
const RESERVE_MS = 2000;

/** Makes what all HTTP handlers have in common: an event becomes a request, which the app answers in time. */
export function createAnswerEvent(options: LambdaHandlerOptions, answerWithinMs: number): AnswerEvent {
  const { logger, basePath = '', clock = systemClock } = options;
  const app = resolveLazy(options.app);

  async function respond(call: Omit<EventCall<unknown>, 'write'>, stopping: AbortSignal): Promise<Response> {
    const requestId = call.context.awsRequestId;
    try {
      const event = call.read();
      const request = requestOf(event, { basePath, requestId, signal: call.signal });
      const { gateway, remoteAddress } = event;
      const { fetch } = await started(requestId);
      return await fetch(request, { gateway, remoteAddress, stopping });
    } catch (failure) {
      if (!SluiceError.isInstance(failure)) throw failure;
      const { code, message } = failure;
      if (code !== 'internal_error')
        logger.warn({ request_id: requestId, code, reason: message }, 'An event was refused');
      return problemResponse(problemOf(failure), { 'x-request-id': requestId, 'cache-control': 'no-store' });
    }
  }

  /** What is wrong with the configuration is nothing for who asks. */
  async function started(requestId: string): Promise<Hono<ServerEnv>> {
    try {
      return await app();
    } catch (failure) {
      const reason = redactSecrets(failure instanceof Error ? failure.message : String(failure));
      logger.error({ request_id: requestId, reason }, 'The server could not be started');
      const message = `The server could not be started. Those who run it find the reason in its log, at the request id ${requestId}.`;
      throw new SluiceError({ code: 'internal_error', message });
    }
  }

  return async ({ write, ...call }) => {
    const left = call.context.getRemainingTimeInMillis() - RESERVE_MS;
    const deadline = createDeadline(clock, Math.min(left, answerWithinMs));
    try {
      return await write(await respond(call, deadline.signal));
    } finally {
      deadline.clear();
    }
  };
}
