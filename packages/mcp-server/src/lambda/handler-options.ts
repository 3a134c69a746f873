import type { Clock, ServiceLogger } from '@sluice/core';
import type { Hono } from 'hono';
import type { ServerEnv } from '../http/server-env.ts';
import type { Lazy } from './lazy.ts';

/** What a Lambda handler of the pipeline server is made from. @public */
export interface LambdaHandlerOptions {
  /** What answers the requests: `createPipelineServerApp`, with an authenticator that fits what is in front. */
  readonly app: Lazy<Hono<ServerEnv>>;
  /** Is told of what never reached the app. */
  readonly logger: ServiceLogger;
  /**
   * Stands before the paths where a custom domain or a load balancer's rule puts it there, such as `/sluice`. The stage
   * of an HTTP API needs no mention.
   *
   * @defaultValue ''
   */
  readonly basePath?: string | undefined;
  /**
   * How long a request may be answered later at the most, in milliseconds, whatever the function's own time limit: less
   * than the gateway in front waits. Waits end then; they are told how things are.
   *
   * @defaultValue 27000, as API Gateway gives up after 29 s; without a limit where the answer is streamed
   */
  readonly answerWithinMs?: number | undefined;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
}
