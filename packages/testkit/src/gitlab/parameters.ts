import type { Call, ProjectCall } from './call.ts';
import { type Pipeline, stateOf } from './pipeline.ts';
import { invalidParameter, refusal } from './refusal.ts';
import type { SimulatorState } from './state.ts';
import { type AttemptTimeline, changeAt } from './timeline.ts';

/**
 * Reads a body that must be JSON.
 *
 * @throws Refusal
 */
export async function jsonBody(context: Call['context']): Promise<unknown> {
  try {
    return await context.req.json();
  } catch {
    throw refusal(400, '400 Bad Request');
  }
}

/**
 * Finds the pipeline that the path of a request names.
 *
 * @throws Refusal
 */
export function pipelineOf(state: SimulatorState, { context, project, now }: ProjectCall): Pipeline {
  const id = numberParameter(context.req.param('pipeline'), 'pipeline_id');
  const pipeline = state.pipelines.find((candidate) => candidate.project === project && candidate.id === id);
  if (pipeline === undefined || pipeline.createdAt > now) throw refusal(404, '404 Not found');
  return pipeline;
}

/** An attempt at a job, and the pipeline that it is of. */
export interface FoundAttempt {
  readonly pipeline: Pipeline;
  readonly attempt: AttemptTimeline;
}

/**
 * Finds the attempt at a job that the path of a request names; one that triggers a pipeline is no such job.
 *
 * @throws Refusal
 */
export function buildOf(state: SimulatorState, call: ProjectCall): FoundAttempt {
  const found = attemptOf(state, call);
  if (found.attempt.job.script.trigger !== undefined) throw refusal(404, '404 Not Found');
  return found;
}

/**
 * Finds the attempt at a job of any kind that the path of a request names.
 *
 * @throws Refusal
 */
export function attemptOf(state: SimulatorState, { context, project, now }: ProjectCall): FoundAttempt {
  const id = numberParameter(context.req.param('job'), 'job_id');
  for (const pipeline of state.pipelines.filter((candidate) => candidate.project === project)) {
    const attempt = stateOf(pipeline, now).attempts.find((candidate) => candidate.id === id);
    if (attempt !== undefined && changeAt(attempt.changes, now) !== undefined) return { pipeline, attempt };
  }
  throw refusal(404, '404 Not Found');
}

function numberParameter(text: string | undefined, name: string): number {
  if (text === undefined || !/^\d+$/.test(text)) throw invalidParameter(`${name} is invalid`);
  return Number(text);
}
