import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { redactSecrets } from '@sluice/core';
import { createAnswerEvent } from './answer-event.ts';
import {
  awsLambdaGlobal,
  type ResponseHead,
  type ResponseStream,
  type StreamingLambdaHandler,
} from './aws-lambda-global.ts';
import { directAnswerOf } from './direct-answer.ts';
import { isBareExecute, readDirectRequest } from './direct-request.ts';
import type { LambdaHandlerOptions } from './handler-options.ts';
import { readHttpEvent } from './read-event.ts';

/**
 * Makes a handler that sends its answer as it comes: a function URL with the invoke mode `RESPONSE_STREAM`, or a REST API
 * whose integration streams. So progress and followed logs arrive while they happen. Takes the same events as
 * `createLambdaHandler`.
 *
 * @example
 * ```ts
 * export const handler = createStreamingLambdaHandler({ app: async () => (await openServer()).app, logger });
 * ```
 * @throws SluiceError `invalid_configuration` where it is not Lambda's own Node runtime that loads it
 * @public
 */
export function createStreamingLambdaHandler(options: LambdaHandlerOptions): StreamingLambdaHandler {
  const { streamifyResponse, HttpResponseStream } = awsLambdaGlobal();
  const answer = createAnswerEvent(options, options.answerWithinMs ?? Number.POSITIVE_INFINITY);
  return streamifyResponse(async (event, stream, context) => {
    const gone = new AbortController();
    stream.once('close', () => gone.abort(new Error('The caller has gone.')));
    const httpEvent = readHttpEvent(event);
    const read = httpEvent === undefined ? () => readDirectRequest(event) : () => httpEvent;
    const write = async (response: Response): Promise<void> => {
      try {
        if (httpEvent === undefined) await sendDirect(response, stream, isBareExecute(event));
        else await sendBody(response, HttpResponseStream.from(stream, headOf(response)));
      } catch (error) {
        const reason = redactSecrets(error instanceof Error ? error.message : String(error));
        options.logger.warn({ request_id: context.awsRequestId, reason }, 'An answer could not be sent to its end');
      }
    };
    await answer({ read, context, write, signal: gone.signal });
  });
}

function headOf({ status, headers }: Response): ResponseHead {
  const entries = [...headers].filter(([name]) => name !== 'set-cookie');
  return { statusCode: status, headers: Object.fromEntries(entries), cookies: headers.getSetCookie() };
}

async function sendBody({ body }: Response, stream: ResponseStream): Promise<void> {
  // The runtime sends the head with the first write, and not at all without one.
  stream.write('');
  await pipeline(Readable.from(body ?? []), stream);
}

async function sendDirect(response: Response, stream: ResponseStream, isBare: boolean): Promise<void> {
  const answer = await directAnswerOf(response, isBare);
  stream.setContentType('application/json');
  stream.write(JSON.stringify(answer));
  stream.end();
}
