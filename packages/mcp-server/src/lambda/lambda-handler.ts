import { createAnswerEvent } from './answer-event.ts';
import { type DirectAnswer, type DirectExecution, directAnswerOf } from './direct-answer.ts';
import { isBareExecute, readDirectRequest } from './direct-request.ts';
import type { LambdaHandlerOptions } from './handler-options.ts';
import { type HttpResult, resultOf } from './http-result.ts';
import type { LambdaContext } from './lambda-context.ts';
import { readHttpEvent } from './read-event.ts';

/** Answers an event. @public */
export type LambdaHandler = (
  event: unknown,
  context: LambdaContext,
) => Promise<HttpResult | DirectAnswer | DirectExecution>;

/** API Gateway gives up after 29 seconds. */
const ANSWER_WITHIN_MS = 27_000;

/** Nobody tells a function that its caller has gone. */
const NEVER = new AbortController().signal;

/**
 * Makes a handler that answers in one piece: API Gateway (REST APIs and HTTP APIs), function URLs, load balancers with or
 * without multi-value headers, and `Lambda.invoke` with a `DirectRequest` or with the bare body of `POST /execute`, whose
 * answer is then the bare execution or problem.
 *
 * Who asks is known by an API key or a token as over HTTP, or by what the event's request context says of the gateway's
 * own check, where the authenticator is set up to believe it. Whoever may invoke the function can write any event: that
 * right is worth whatever the authenticator believes of gateways.
 *
 * @example
 * ```ts
 * export const handler = createLambdaHandler({
 *   logger,
 *   app: async () => createPipelineServerApp({ service: await openService(), authenticate, logger }),
 * });
 * ```
 * @public
 */
export function createLambdaHandler(options: LambdaHandlerOptions): LambdaHandler {
  const answer = createAnswerEvent(options, options.answerWithinMs ?? ANSWER_WITHIN_MS);
  return (event, context) => {
    const httpEvent = readHttpEvent(event);
    if (httpEvent !== undefined) {
      const write = (response: Response): Promise<HttpResult> => resultOf(response, httpEvent.answerAs);
      return answer({ read: () => httpEvent, context, write, signal: NEVER });
    }
    const isBare = isBareExecute(event);
    const write = (response: Response): Promise<DirectAnswer | DirectExecution> => directAnswerOf(response, isBare);
    return answer({ read: () => readDirectRequest(event), context, write, signal: NEVER });
  };
}
