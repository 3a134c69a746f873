import { SluiceError } from '@sluice/core';
import type { Context, Hono, NotFoundHandler } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { problemResponse, toldErrorResponse } from './error-response.ts';
import { problemOf } from './problem.ts';
import type { ServerEnv } from './server-env.ts';

/** Makes the answer for paths that there are not, and for methods that a path does not have. */
export function nothingHere(app: Hono<ServerEnv>): NotFoundHandler<ServerEnv> {
  // Called here, and not put before the routes: there, each request that is found would go through it as well.
  const refuseMethod = methodNotAllowed({ app, onMethodNotAllowed: wrongMethod });
  return async (context) => {
    const message = 'There is nothing at this path. The paths are in pipeline-server.openapi.yaml.';
    context.res = toldErrorResponse(context, new SluiceError({ code: 'not_found', message }));
    await refuseMethod(context, async () => {});
    return context.res;
  };
}

function wrongMethod(context: Context<ServerEnv>, methods: readonly string[]): Response {
  const allow = methods.join(', ');
  const error = new SluiceError({
    code: 'invalid_request',
    message: `This path does not have that method. It has: ${allow}.`,
  });
  context.set('failure', error);
  return problemResponse({ ...problemOf(error), status: 405 }, { allow });
}
