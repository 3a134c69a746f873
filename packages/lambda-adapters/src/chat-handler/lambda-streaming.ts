import type { Writable } from 'node:stream';
import { SluiceError } from '@sluice/core';
import { isObject } from '../agent-event/is-object.ts';
import type { LambdaContext } from '../lambda/lambda-context.ts';

/** A Lambda function whose response is streamed: a function URL or a REST API, in their streaming modes. @public */
export type StreamingProxyEventHandler = (
  event: unknown,
  responseStream: Writable,
  context: LambdaContext,
) => Promise<void>;

/** Status and headers of a streamed response. */
export interface StreamHead {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
}

/** What Lambda's Node runtime offers as the global `awslambda`. */
interface LambdaStreaming {
  streamifyResponse(handler: StreamingProxyEventHandler): StreamingProxyEventHandler;
  readonly HttpResponseStream: { from(responseStream: Writable, head: StreamHead): Writable };
}

/** Marks a handler as one that streams; elsewhere than on Lambda it stays as it is. */
export function streamified(handler: StreamingProxyEventHandler): StreamingProxyEventHandler {
  return lambdaStreaming()?.streamifyResponse(handler) ?? handler;
}

/**
 * Begins a streamed response by its status and headers.
 *
 * @throws SluiceError `invalid_configuration` elsewhere than on Lambda
 */
export function beginResponse(responseStream: Writable, head: StreamHead): Writable {
  const streaming = lambdaStreaming();
  if (streaming !== undefined) return streaming.HttpResponseStream.from(responseStream, head);
  throw new SluiceError({
    code: 'invalid_configuration',
    message:
      'This handler streams its response, which takes the Node runtime of AWS Lambda: use createChatHandler here.',
  });
}

function lambdaStreaming(): LambdaStreaming | undefined {
  const given: unknown = Reflect.get(globalThis, 'awslambda' as string);
  return isLambdaStreaming(given) ? given : undefined;
}

function isLambdaStreaming(value: unknown): value is LambdaStreaming {
  return isObject(value) && typeof value['streamifyResponse'] === 'function';
}
