import { answerInput } from './answer-input.ts';
import { buildOf, type Call, type CallHandler } from './call.ts';
import { notFound } from './refusal.ts';
import type { ScheduledBuild } from './schedule.ts';
import { pendingInputViews, runDescriptionView } from './stage-views.ts';
import { submittedValues } from './trigger-request.ts';

/** Reads the stages of a build. */
export const describeRun: CallHandler = (call) => Response.json(runDescriptionView(pipelineBuildOf(call), call.now));

/** Lists the input steps that wait. */
export const listInputs: CallHandler = (call) => {
  return Response.json(pendingInputViews(pipelineBuildOf(call), call.now, call.state.contextPath));
};

/** Answers an input step. */
export const answerInputStep: CallHandler = (call) => {
  const { caller, match, now, parameters } = call;
  const submitted = match.action === 'inputSubmit';
  const build = submitted ? pipelineBuildOf(call) : buildOf(call);
  answerInput(build, {
    input: submitted ? (parameters.get('inputId') ?? '') : match.input,
    decision: match.action === 'abort' ? 'abort' : 'proceed',
    caller,
    values: submitted ? submittedValues(parameters.get('json') ?? '') : [],
    now,
  });
  return new Response(null);
};

/** What `wfapi` knows: pipelines, where its plugin is installed. */
function pipelineBuildOf(call: Call): ScheduledBuild {
  const build = buildOf(call);
  if (!call.state.hasStageView || build.item.job.kind !== 'pipeline') throw notFound();
  return build;
}
