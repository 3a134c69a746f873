import { type Context, Hono } from 'hono';
import * as z from 'zod';
import {
  buildNameSchema,
  decisionSchema,
  failureSchema,
  foreignBuildSchema,
  jenkinsFaultSchema,
  jobSchema,
  notificationSchema,
  quietDownSchema,
  restartSchema,
} from './control-schemas.ts';
import type { JenkinsControls } from './controls.ts';

/** Makes the simulator's own methods callable over HTTP, for tests that are written in something else. */
export function controlRoutes(controls: JenkinsControls): Hono {
  const app = new Hono();

  const post = <Body>(path: string, schema: z.ZodType<Body>, act: (body: Body) => unknown): void => {
    app.post(path, async (context) => context.json({ result: act(schema.parse(await jsonBody(context))) ?? null }));
  };
  post('/jobs', jobSchema, (body) => controls.addJob(body));
  post('/builds', foreignBuildSchema, (body) => controls.startForeignBuild(body));
  post('/fail-next', failureSchema, (body) => controls.failNext(body));
  post('/answer-input', decisionSchema, (body) => controls.answerInput(body));
  post('/restart', restartSchema, (body) => controls.restart(body));
  post('/quiet-down', quietDownSchema, (body) => controls.quietDown(body));
  post('/discard-build', buildNameSchema, (body) => controls.discardBuild(body));
  post('/notification', notificationSchema, (body) => controls.notification(body));
  post('/faults', jenkinsFaultSchema, (body) => controls.injectFault(body));

  const bare = (method: 'GET' | 'POST' | 'DELETE', path: string, act: () => unknown): void => {
    app.on(method, path, (context) => context.json({ result: act() ?? null }));
  };
  bare('POST', '/cancel-quiet-down', () => controls.cancelQuietDown());
  bare('POST', '/expire-sessions', () => controls.expireSessions());
  bare('DELETE', '/faults', () => controls.clearFaults());
  bare('GET', '/queue', () => controls.queue());
  bare('GET', '/requests', () => controls.requests());
  app.get('/builds', (context) => {
    const segments = context.req.queries('job') ?? [];
    const [path = ''] = segments;
    return context.json({ result: controls.builds(segments.length > 1 ? segments : path) });
  });

  app.onError((error, context) => {
    return context.json({ error: error instanceof z.ZodError ? z.prettifyError(error) : error.message }, 400);
  });
  return app;
}

async function jsonBody(context: Context): Promise<unknown> {
  try {
    return await context.req.json();
  } catch {
    throw new Error('The body must be JSON');
  }
}
