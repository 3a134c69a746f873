import { type Deadline, deadlineOf } from '../lambda/deadline.ts';
import type { LambdaContext } from '../lambda/lambda-context.ts';
import type { ChatServices } from './chat-services.ts';
import type { HttpDoor } from './proxy-event.ts';

/** How long API Gateway waits for a whole answer, in milliseconds. */
const GATEWAY_LIMIT_MS: Readonly<Record<HttpDoor, number>> = {
  rest_api: 29_000,
  http_api: 30_000,
  function_url: Number.POSITIVE_INFINITY,
};

/** Returns how long a client can be kept waiting for a whole answer: as long as Lambda and the gateway before it allow. */
export function doorDeadline(
  context: LambdaContext,
  door: HttpDoor,
  { answerWithinMs = GATEWAY_LIMIT_MS[door], deadlineMarginMs }: ChatServices,
): Deadline {
  const startedAt = performance.now();
  const remainingMs = (): number =>
    Math.min(context.getRemainingTimeInMillis(), answerWithinMs - (performance.now() - startedAt));
  return deadlineOf({ awsRequestId: context.awsRequestId, getRemainingTimeInMillis: remainingMs }, deadlineMarginMs);
}

/** How much of what is kept for the answer is kept for its very end. */
const END_SHARE = 5;

/** Returns what is aborted when the last of an answer must have been written, though a client may be slow to take it. */
export function endSignal(context: LambdaContext, { deadlineMarginMs }: ChatServices): AbortSignal {
  return deadlineOf(context, deadlineMarginMs / END_SHARE).signal;
}
