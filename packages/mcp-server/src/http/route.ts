import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';

/** Returns the template that a request's path follows; undefined where there is none. */
export function routeOf(context: Context): string | undefined {
  // Middleware stands at "/*", before and after the routes.
  return matchedRoutes(context).findLast(({ path }) => !path.includes('*'))?.path;
}
