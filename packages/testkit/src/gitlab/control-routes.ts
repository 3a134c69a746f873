import { type Context, Hono } from 'hono';
import * as z from 'zod';
import {
  failureSchema,
  foreignPipelineSchema,
  gitLabFaultSchema,
  pipelineNameSchema,
  playSchema,
  projectSchema,
  webhookSchema,
} from './control-schemas.ts';
import type { GitLabControls } from './controls.ts';
import { Refusal } from './refusal.ts';

/** Makes the simulator's own methods callable over HTTP, for tests that are written in something else. */
export function controlRoutes(simulator: GitLabControls): Hono {
  const app = new Hono();

  const post = <Body>(path: string, schema: z.ZodType<Body>, act: (body: Body) => unknown): void => {
    app.post(path, async (context) => context.json({ result: act(schema.parse(await jsonBody(context))) ?? null }));
  };
  post('/projects', projectSchema, (body) => simulator.addProject(body));
  post('/pipelines', foreignPipelineSchema, (body) => simulator.startForeignPipeline(body));
  post('/fail-next', failureSchema, (body) => simulator.failNext(body));
  post('/play', playSchema, (body) => simulator.play(body));
  post('/retry', pipelineNameSchema, (body) => simulator.retry(body));
  post('/delete', pipelineNameSchema, (body) => simulator.deletePipeline(body));
  post('/webhook', webhookSchema, (body) => simulator.webhook(body));
  post('/faults', gitLabFaultSchema, (body) => simulator.injectFault(body));
  app.delete('/faults', (context) => {
    simulator.clearFaults();
    return context.json({ result: null });
  });
  app.get('/projects/:project/pipelines', (context) => {
    return context.json({ result: simulator.pipelines(context.req.param('project')) });
  });
  app.get('/requests', (context) => context.json({ result: simulator.requests() }));

  app.onError((error, context) => {
    if (error instanceof z.ZodError) return context.json({ error: z.prettifyError(error) }, 400);
    if (error instanceof Refusal) return context.json(error.body, error.status);
    return context.json({ error: error.message }, 400);
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
