import type { Writable } from 'node:stream';
import { SluiceError } from '@sluice/core';
import type { LambdaContext } from './lambda-context.ts';

/** What the runtime of a function that streams its answers calls. @public */
export type StreamingLambdaHandler = (event: unknown, context: LambdaContext) => Promise<void>;

/** The stream that Lambda gives a handler for its answer. */
export interface ResponseStream extends Writable {
  setContentType(type: string): void;
}

/** What comes before the body of a streamed HTTP answer. */
export interface ResponseHead {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
}

/** What Lambda's Node runtime has as `globalThis.awslambda`. */
export interface AwsLambdaGlobal {
  streamifyResponse(
    handler: (event: unknown, stream: ResponseStream, context: LambdaContext) => Promise<void>,
  ): StreamingLambdaHandler;
  readonly HttpResponseStream: { from(stream: ResponseStream, head: ResponseHead): ResponseStream };
}

/**
 * Returns what only Lambda's own Node runtime has.
 *
 * @throws SluiceError `invalid_configuration` anywhere else
 */
export function awsLambdaGlobal(): AwsLambdaGlobal {
  const awslambda: unknown = Reflect.get(globalThis, 'awslambda');
  if (awslambda !== undefined) return awslambda as AwsLambdaGlobal;
  const message =
    "Answers can be streamed on Lambda's own Node runtime only. Use createLambdaHandler here, or startPipelineServer.";
  throw new SluiceError({ code: 'invalid_configuration', message });
}
