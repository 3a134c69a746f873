import { type Clock, type ServiceLogger, SluiceError } from '@sluice/core';
import type { Context, MiddlewareHandler } from 'hono';
import { toldErrorResponse } from '../http/error-response.ts';
import type { ServerEnv } from '../http/server-env.ts';
import { createSparseLog } from '../http/sparse-log.ts';
import { networkOf } from './network.ts';
import { type Allowance, fullAllowance, type Rate, rateState, useAllowance } from './rate.ts';
import { createRecentEntries } from './recent-entries.ts';

/** @internal */
export interface UnauthenticatedLimitOptions {
  readonly clock: Clock;
  readonly logger: ServiceLogger;
  /** How often a network may fail to prove who it is. @defaultValue 60 */
  readonly failuresPerMinute?: number | undefined;
}

interface Network extends Allowance {
  /** Somebody there has shown who they are. */
  isKnown: boolean;
}

const MAX_NETWORKS = 10_000;

/**
 * Limits those who do not show who they are: whoever guesses keys is soon not even told that they are wrong, and does
 * not fill the log.
 *
 * Where somebody was let in before, others may stand behind the same address (a proxy, an office): whoever shows who they
 * are is always let in from there, so that nobody can lock them out by guessing beside them. Put this before the
 * authentication.
 */
export function limitUnauthenticated(options: UnauthenticatedLimitOptions): MiddlewareHandler<ServerEnv> {
  const { clock, failuresPerMinute = 60 } = options;
  const rate: Rate = { perMinute: failuresPerMinute, burst: failuresPerMinute };
  const log = createSparseLog(options.logger, clock);
  const networks = createRecentEntries<Network>({
    limit: MAX_NETWORKS,
    create: () => ({ isKnown: false, ...fullAllowance(rate) }),
    mayForget: () => true,
  });

  function refuse(context: Context<ServerEnv>, name: string, waitMs: number): Response {
    log.warn({ network: name }, 'Somebody asks again and again without showing who they are');
    context.set('isUnlogged', true);
    return toldErrorResponse(context, tooManyFailures(waitMs));
  }

  return async (context, next) => {
    const name = networkOf(context.env?.remoteAddress);
    const network = networks.entryOf(name);
    if (!network.isKnown && rateState(network, rate, clock.now()).remaining === 0)
      return refuse(context, name, 60_000 / failuresPerMinute);
    await next();
    if (!hasFailed(context)) {
      network.isKnown ||= context.get('principal') !== undefined;
      return undefined;
    }
    const waitMs = useAllowance(network, rate, clock.now());
    if (waitMs > 0) replace(context, refuse(context, name, waitMs));
    return undefined;
  };
}

/** Hono hands the headers of an answer on to the next one; a challenge has no place in a refusal. */
function replace(context: Context<ServerEnv>, response: Response): void {
  context.res = undefined;
  context.res = response;
}

function hasFailed(context: Context<ServerEnv>): boolean {
  const failure = context.get('failure');
  return SluiceError.isInstance(failure) && failure.code === 'unauthenticated';
}

function tooManyFailures(waitMs: number): SluiceError {
  return new SluiceError({
    code: 'rate_limited',
    message: 'There were too many requests without a valid key or token from here. Wait, and send a valid one.',
    retryable: true,
    retryAfterMs: waitMs,
  });
}
