import { requireDeveloper } from './access.ts';
import * as actions from './actions.ts';
import type { Call, Handler, ProjectCall } from './call.ts';
import { createPipeline as create, pipelineRequestOf } from './create-pipeline.ts';
import { listPipelines as list } from './list-pipelines.ts';
import { paginate } from './pagination.ts';
import { jsonBody, pipelineOf } from './parameters.ts';
import { refusal } from './refusal.ts';
import type { SimulatorState } from './state.ts';
import { triggerRequestOf } from './trigger-request.ts';
import { pipelineSummaryView, pipelineView } from './views.ts';

/** `POST /projects/:id/pipeline`. */
export function createPipeline(state: SimulatorState): Handler<ProjectCall> {
  return async ({ context, project, caller, url, now, effect }) => {
    const request = pipelineRequestOf(await jsonBody(context));
    const creation = { ...state, project, caller, source: 'api', ...timesOf(now, effect) };
    return context.json(pipelineView(create(request, creation, false), now, url.origin), 201);
  };
}

/** `POST /projects/:id/trigger/pipeline`: knows nobody but the holder of a trigger token of the project. */
export function triggerPipeline(state: SimulatorState): Handler {
  return async ({ context, url, now, effect }) => {
    // So that a pipeline's webhook can't start the next pipeline for ever (lib/api/ci/triggers.rb).
    if (context.req.header('x-gitlab-event') === 'Pipeline Hook') throw refusal(403, '403 Forbidden');
    const { token, ...request } = await triggerRequestOf(context.req.raw, await context.req.text());
    const name = context.req.param('project');
    const project = state.projects.find(
      ({ id, path, formerPaths }) => path === name || String(id) === name || formerPaths.includes(name ?? ''),
    );
    const known = project?.triggerTokens.find((one) => one.token === token);
    if (project === undefined || known === undefined) throw refusal(404, '404 Not Found');
    const caller = { user: known.user ?? 'sluice', role: 'maintainer' } as const;
    const creation = { ...state, project, caller, source: 'trigger', ...timesOf(now, effect) };
    return context.json(pipelineView(create(request, creation, true), now, url.origin), 201);
  };
}

function timesOf(now: number, effect: Call['effect']): { readonly createdAt: number; readonly listedAt: number } {
  const createdAt = now + (effect.createdAfterMs ?? 0);
  return { createdAt, listedAt: createdAt + (effect.listedAfterMs ?? 0) };
}

/** `GET /projects/:id/pipelines`. */
export function listPipelines(state: SimulatorState): Handler<ProjectCall> {
  return ({ context, project, url, now }) => {
    const listed = list(state.pipelines, { project, query: url.searchParams, now });
    const { items, headers } = paginate(listed, url);
    const views = items.map((item) => pipelineSummaryView(item.pipeline, item.state, url.origin));
    return context.json(views, 200, headers);
  };
}

/** `GET /projects/:id/pipelines/:pipeline_id`. */
export function readPipeline(state: SimulatorState): Handler<ProjectCall> {
  return (call) => call.context.json(pipelineView(pipelineOf(state, call), call.now, call.url.origin));
}

/** `GET /projects/:id/pipelines/:pipeline_id/variables`. */
export function listVariables(state: SimulatorState): Handler<ProjectCall> {
  return (call) => {
    const { user, variables } = pipelineOf(state, call);
    const started = call.caller.role === 'developer' && call.caller.user === user;
    if (call.caller.role !== 'maintainer' && !started) throw refusal(403, '403 Forbidden');
    return call.context.json(variables.map((variable) => ({ variable_type: 'env_var', ...variable, raw: false })));
  };
}

/** `POST /projects/:id/pipelines/:pipeline_id/cancel`. */
export function cancelPipeline(state: SimulatorState): Handler<ProjectCall> {
  return (call) => {
    const pipeline = pipelineOf(state, call);
    requireDeveloper(call.caller);
    actions.cancelPipeline(pipeline, state.pipelines, call.now);
    return call.context.json(pipelineView(pipeline, call.now, call.url.origin));
  };
}

/** `POST /projects/:id/pipelines/:pipeline_id/retry`. */
export function retryPipeline(state: SimulatorState): Handler<ProjectCall> {
  return (call) => {
    const pipeline = pipelineOf(state, call);
    requireDeveloper(call.caller);
    actions.retryPipeline(pipeline, call.now, state.nextJobId);
    return call.context.json(pipelineView(pipeline, call.now, call.url.origin), 201);
  };
}
