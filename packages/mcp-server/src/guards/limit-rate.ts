import { SluiceError } from '@sluice/core';
import type { Context, MiddlewareHandler } from 'hono';
import { isComplete, tellInHead } from '../http/answer.ts';
import { toldErrorResponse } from '../http/error-response.ts';
import type { ServerEnv } from '../http/server-env.ts';
import { isStream, whenSent } from '../http/when-sent.ts';
import type { Admission, Admitted, RateState } from './admission.ts';

/**
 * Lets a principal's request in, or tells when to come again. Each answer says what is left of the principal's rate, as
 * draft-ietf-httpapi-ratelimit-headers has it.
 */
export function limitRate(admission: Admission): MiddlewareHandler<ServerEnv> {
  return async (context, next) => {
    const admitted = admit(admission, context);
    if (admitted instanceof Response) return admitted;
    tellRate(context, admitted.rate);
    // All else than a stream is complete when it is here, and costs nothing more.
    let goesOn = false;
    try {
      await next();
      goesOn = !isComplete(context) && isStream(context.res);
      if (goesOn) context.res = whenSent(context.res, admitted.release);
    } finally {
      if (!goesOn) admitted.release();
    }
    return undefined;
  };
}

function admit(admission: Admission, context: Context<ServerEnv>): Admitted | Response {
  const principal = context.get('principal');
  try {
    return admission.admit(principal);
  } catch (error) {
    if (!SluiceError.isInstance(error)) throw error;
    tellRate(context, admission.rateOf(principal));
    return toldErrorResponse(context, error);
  }
}

function tellRate(context: Context<ServerEnv>, { limit, windowSeconds, remaining, resetSeconds }: RateState): void {
  tellInHead(context, {
    'ratelimit-policy': `"default";q=${limit};w=${windowSeconds}`,
    ratelimit: `"default";r=${remaining};t=${resetSeconds}`,
  });
}
