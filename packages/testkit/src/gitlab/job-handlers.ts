import { requireDeveloper, requireMaintainer } from './access.ts';
import * as actions from './actions.ts';
import type { Handler, ProjectCall } from './call.ts';
import { paginate } from './pagination.ts';
import { attemptOf, buildOf, pipelineOf } from './parameters.ts';
import { type Pipeline, stateOf } from './pipeline.ts';
import type { SimulatorState } from './state.ts';
import type { AttemptTimeline } from './timeline.ts';
import { traceAt } from './trace.ts';
import { jobView, triggerJobView } from './views.ts';

/** `GET /projects/:id/pipelines/:pipeline_id/jobs`: without those that trigger pipelines. */
export function listJobs(state: SimulatorState): Handler<ProjectCall> {
  return (call) => {
    const { context, url, now } = call;
    const pipeline = pipelineOf(state, call);
    const retried = url.searchParams.get('include_retried') === 'true';
    const attempts = newestFirst(pipeline, now).filter(
      ({ job, current }) => job.script.trigger === undefined && (current || retried),
    );
    const { items, headers } = paginate(attempts, url);
    return context.json(
      items.map((attempt) => jobView(pipeline, attempt, now, url.origin)),
      200,
      headers,
    );
  };
}

/** `GET /projects/:id/pipelines/:pipeline_id/trigger_jobs`, which was `/bridges` before. */
export function listTriggerJobs(state: SimulatorState): Handler<ProjectCall> {
  return (call) => {
    const { context, url, now } = call;
    const pipeline = pipelineOf(state, call);
    const attempts = newestFirst(pipeline, now).filter(
      ({ job, current }) => job.script.trigger !== undefined && current,
    );
    const { items, headers } = paginate(attempts, url);
    const views = items.map((attempt) =>
      triggerJobView({ pipeline, attempt, downstream: downstreamOf(state, attempt) }, now, url.origin),
    );
    return context.json(views, 200, headers);
  };
}

function downstreamOf({ pipelines }: SimulatorState, { job }: AttemptTimeline): Pipeline | undefined {
  return pipelines.find((pipeline) => pipeline === job.downstream);
}

function newestFirst(pipeline: Pipeline, now: number): readonly AttemptTimeline[] {
  return stateOf(pipeline, now).attempts.toSorted((a, b) => b.id - a.id);
}

/** `GET /projects/:id/jobs/:job_id/trace`. */
export function readTrace(state: SimulatorState): Handler<ProjectCall> {
  return (call) => call.context.text(traceAt(buildOf(state, call).attempt, call.now));
}

/** `POST /projects/:id/jobs/:job_id/play`. */
export function playJob(state: SimulatorState): Handler<ProjectCall> {
  return (call) => {
    const action = { ...attemptOf(state, call), now: call.now };
    requireDeveloper(call.caller);
    actions.playJob(action, call.caller, state.nextJobId);
    return call.context.json(viewAgain(call, action));
  };
}

/** `POST /projects/:id/jobs/:job_id/cancel`. */
export function cancelJob(state: SimulatorState): Handler<ProjectCall> {
  return (call) => {
    const action = { ...buildOf(state, call), now: call.now };
    const force = call.url.searchParams.get('force') === 'true';
    if (force) requireMaintainer(call.caller);
    else requireDeveloper(call.caller);
    actions.cancelJob(action, force);
    return call.context.json(viewAgain(call, action), 201);
  };
}

/** The job as it is after something was done to it: under another number when it runs once more. */
function viewAgain({ now, url }: ProjectCall, { pipeline, attempt }: actions.JobAction): ReturnType<typeof jobView> {
  const { name } = attempt.job.script;
  const current = stateOf(pipeline, now).attempts.find((one) => one.current && one.job.script.name === name);
  return jobView(pipeline, current ?? attempt, now, url.origin);
}
