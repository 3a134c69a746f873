import {
  type AnswerApprovalRequest,
  type AnswerApprovalResult,
  type PendingApproval,
  type RunRequest,
  SluiceError,
} from '@sluice/core';
import type { ExecutorContext } from './executor.ts';
import { type AnyJob, latestAttempts, readPipeline, type SeenPipeline } from './gitlab/jobs.ts';
import type { Call } from './gitlab/transport.ts';
import { pipelineIdOf } from './run-id.ts';
import { isOptionalManual } from './status.ts';
import type { GitLabTarget } from './target.ts';

/**
 * Lists the manual and delayed jobs of a pipeline that can be let run, also those that it does not wait for; their titles
 * say so. Those of the pipelines that it triggered are not among them.
 */
export async function pendingApprovals(
  context: ExecutorContext,
  request: RunRequest<GitLabTarget>,
): Promise<readonly PendingApproval[]> {
  const seen = await look(context, request, 'approvals');
  return pendingJobs(seen).map((job) => ({
    id: String(job.id),
    title: titleOf(job),
    stage: job.stage,
    url: job.web_url,
    canReject: false,
  }));
}

/**
 * Lets a job run that waits. Looks first, every time: GitLab would let a manual job that has finished run once more. The
 * id names one attempt at one job, so a later attempt is another question.
 */
export async function answerApproval(
  context: ExecutorContext,
  request: AnswerApprovalRequest<GitLabTarget>,
): Promise<AnswerApprovalResult> {
  checkAnswer(request);
  const seen = await look(context, request, 'approve');
  const asked = seen.jobs.find(({ id }) => String(id) === request.approvalId);
  if (asked === undefined) throw invalid('approval_id', 'is none of this run', 'Read the pending approvals again.');
  if (!pendingJobs(seen).includes(asked)) return { outcome: 'not_pending' };
  const played = await context.client.playJob(callOf(context, request, 'approve'), asked.id);
  return { outcome: played ? 'answered' : 'not_pending' };
}

function look(
  context: ExecutorContext,
  request: RunRequest<GitLabTarget>,
  action: Call['action'],
): Promise<SeenPipeline> {
  return readPipeline(context.client, callOf(context, request, action), pipelineIdOf(request.runId));
}

function callOf(
  { resolve }: ExecutorContext,
  { target, runId, signal }: RunRequest<GitLabTarget>,
  action: Call['action'],
): Call {
  const { project, ref } = resolve(target);
  return { action, project, ref, runId: pipelineIdOf(runId), signal };
}

/** What has failed or was cancelled waits for nothing; what has succeeded may have optional jobs left. */
function pendingJobs({ pipeline, jobs }: SeenPipeline): readonly AnyJob[] {
  const ended = ['failed', 'canceled', 'canceling'].includes(pipeline.status);
  return ended ? [] : latestAttempts(jobs).filter(({ status }) => status === 'manual' || status === 'scheduled');
}

function titleOf(job: AnyJob): string {
  if (job.status === 'scheduled') return `${job.name} (delayed: it starts by itself when its time has come)`;
  return isOptionalManual(job) ? `${job.name} (optional: the pipeline does not wait for it)` : job.name;
}

/** A manual job declares no variables, so it takes none here: what nobody has declared, nobody has thought about. */
function checkAnswer({ decision, inputs = {} }: AnswerApprovalRequest<GitLabTarget>): void {
  if (decision === 'reject') {
    throw invalid('decision', 'must be "approve"', 'A manual job can only be left alone, or its run cancelled.');
  }
  const [input] = Object.keys(inputs);
  if (input !== undefined) throw invalid(`inputs.${input}`, 'is not known', 'A manual job takes no inputs.');
}

function invalid(field: string, fault: string, advice: string): SluiceError {
  const message = `${field} ${fault}. ${advice}`;
  return new SluiceError({ code: 'invalid_request', fields: [{ field, message: fault }], message });
}
