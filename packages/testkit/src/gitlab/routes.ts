import { Hono } from 'hono';
import { type Call, type CallHandler, routeHandler, type SimulatorEnvironment } from './call.ts';
import { createPipeline } from './create-pipeline.ts';
import type { GitLabRoute } from './faults.ts';
import { listPipelines } from './list-pipelines.ts';
import { paginate } from './pagination.ts';
import { type Pipeline, stateOf } from './pipeline.ts';
import { invalidParameter, refusal } from './refusal.ts';
import type { SimulatorState } from './state.ts';
import { changeAt } from './timeline.ts';
import { traceAt } from './trace.ts';
import { jobView, pipelineSummaryView, pipelineView } from './views.ts';

type Handlers = Readonly<Record<GitLabRoute, CallHandler>>;

const PIPELINES = '/projects/:project/pipelines';

/** Makes the API under `/api/v4`. */
export function apiRoutes(state: SimulatorState): Hono<SimulatorEnvironment> {
  const handlers: Handlers = { ...pipelineHandlers(state), ...jobHandlers(state) };
  const on = (route: GitLabRoute) => routeHandler(state, route, handlers[route]);
  const app = new Hono<SimulatorEnvironment>();
  app.post('/projects/:project/pipeline', on('create-pipeline'));
  app.get(PIPELINES, on('list-pipelines'));
  app.get(`${PIPELINES}/:pipeline`, on('get-pipeline'));
  app.get(`${PIPELINES}/:pipeline/variables`, on('list-variables'));
  app.get(`${PIPELINES}/:pipeline/jobs`, on('list-jobs'));
  app.post(`${PIPELINES}/:pipeline/cancel`, on('cancel-pipeline'));
  app.get('/projects/:project/jobs/:job/trace', on('get-trace'));
  app.notFound((context) => context.json({ error: '404 Not Found' }, 404));
  return app;
}

function pipelineHandlers(state: SimulatorState): Omit<Handlers, 'list-jobs' | 'get-trace'> {
  return {
    async 'create-pipeline'({ context, project, caller, url, now, effect }) {
      const createdAt = now + (effect.createdAfterMs ?? 0);
      const listedAt = createdAt + (effect.listedAfterMs ?? 0);
      const body = await jsonBody(context);
      const pipeline = createPipeline(body, { ...state, project, caller, source: 'api', createdAt, listedAt });
      return context.json(pipelineView(pipeline, now, url.origin), 201);
    },
    'list-pipelines'({ context, project, url, now }) {
      const listed = listPipelines(state.pipelines, { project, query: url.searchParams, now });
      const { items, headers } = paginate(listed, url);
      const views = items.map((item) => pipelineSummaryView(item.pipeline, item.state, url.origin));
      return context.json(views, 200, headers);
    },
    'get-pipeline'(call) {
      return call.context.json(pipelineView(pipelineOf(state, call), call.now, call.url.origin));
    },
    'list-variables'(call) {
      const { user, variables } = pipelineOf(state, call);
      const started = call.caller.role === 'developer' && call.caller.user === user;
      if (call.caller.role !== 'maintainer' && !started) throw refusal(403, '403 Forbidden');
      return call.context.json(variables.map((variable) => ({ variable_type: 'env_var', ...variable, raw: false })));
    },
    'cancel-pipeline'(call) {
      const pipeline = pipelineOf(state, call);
      if (call.caller.role === 'reporter') throw refusal(403, '403 Forbidden');
      pipeline.cancels.push(call.now);
      return call.context.json(pipelineView(pipeline, call.now, call.url.origin));
    },
  };
}

function jobHandlers(state: SimulatorState): Pick<Handlers, 'list-jobs' | 'get-trace'> {
  return {
    'list-jobs'(call) {
      const pipeline = pipelineOf(state, call);
      const retried = call.url.searchParams.get('include_retried') === 'true';
      const attempts = stateOf(pipeline, call.now)
        .attempts.filter(({ current }) => current || retried)
        .toSorted((a, b) => b.id - a.id);
      const { items, headers } = paginate(attempts, call.url);
      const views = items.map((attempt) => jobView(pipeline, attempt, call.now, call.url.origin));
      return call.context.json(views, 200, headers);
    },
    'get-trace'(call) {
      const id = numberParameter(call.context.req.param('job'), 'job_id');
      const attempt = state.pipelines
        .filter((pipeline) => pipeline.project === call.project)
        .flatMap((pipeline) => stateOf(pipeline, call.now).attempts)
        .find((candidate) => candidate.id === id && changeAt(candidate.changes, call.now) !== undefined);
      if (attempt === undefined) throw refusal(404, '404 Not Found');
      return call.context.text(traceAt(attempt, call.now));
    },
  };
}

async function jsonBody(context: Call['context']): Promise<unknown> {
  try {
    return await context.req.json();
  } catch {
    throw refusal(400, '400 Bad Request');
  }
}

function pipelineOf(state: SimulatorState, { context, project, now }: Call): Pipeline {
  const id = numberParameter(context.req.param('pipeline'), 'pipeline_id');
  const pipeline = state.pipelines.find((candidate) => candidate.project === project && candidate.id === id);
  if (pipeline === undefined || pipeline.createdAt > now) throw refusal(404, '404 Not found');
  return pipeline;
}

function numberParameter(text: string | undefined, name: string): number {
  if (text === undefined || !/^\d+$/.test(text)) throw invalidParameter(`${name} is invalid`);
  return Number(text);
}
