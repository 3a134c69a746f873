import { createHash } from 'node:crypto';
import {
  type AnswerApprovalRequest,
  type AnswerApprovalResult,
  type PendingApproval,
  type RunRequest,
  SluiceError,
} from '@sluice/core';
import type { PendingInput, RunDescription } from './answers.ts';
import type { Call, JenkinsClient } from './client.ts';
import { blindError } from './errors.ts';
import type { ExecutorContext } from './executor.ts';
import { buildUrl, callFor, requireBuild } from './get.ts';
import { isPipeline } from './jenkins/builds.ts';
import { approvalInputs, inputValues } from './jenkins/input-values.ts';
import { locate } from './jenkins/locate.ts';
import { runReferenceOf } from './run-id.ts';
import { isOver, PAUSED } from './status.ts';
import type { JenkinsTarget } from './target.ts';

const DIGEST_LENGTH = 16;
const APPROVAL_ID = /^([1-9]\d{0,14})\/(.{1,500})\/[0-9a-f]{16}$/s;

/** Lists the input steps that a pipeline waits at. A run in the queue and a freestyle build have none. */
export async function pendingApprovals(
  context: ExecutorContext,
  request: RunRequest<JenkinsTarget>,
): Promise<readonly PendingApproval[]> {
  const { client } = context;
  const { call, build } = await placeOf(context, request);
  if (build === undefined) return [];
  const steps = await pendingSteps(client, call, build);
  if (steps.length === 0) return [];
  const stage = pausedStage(await client.describeRun(call, build));
  return steps.map((step) => ({
    id: approvalIdOf(call, build, step),
    title: step.message,
    stage,
    url: `${buildUrl(context, call.job, build)}input/`,
    canReject: true,
    inputs: approvalInputs(step),
  }));
}

/**
 * Answers one input step of one build, once a look shows that it waits.
 *
 * Jenkins takes one answer for each step; whose it was, it does not tell.
 */
export async function answerApproval(
  context: ExecutorContext,
  request: AnswerApprovalRequest<JenkinsTarget>,
): Promise<AnswerApprovalResult> {
  const { approvalId, decision, inputs = {} } = request;
  const approval = approvalOf(approvalId);
  if (approval === undefined) throw foreignApproval();
  const { call, build } = await placeOf(context, request);
  if (build === undefined || build !== approval.build) throw foreignApproval();
  const steps = await pendingSteps(context.client, call, build);
  const step = steps.find(({ id }) => id === approval.inputId);
  // A step in a loop asks under the same id again; that is another question, where it reads otherwise.
  if (step === undefined || approvalIdOf(call, build, step) !== approvalId) return { outcome: 'not_pending' };
  const values = decision === 'approve' ? inputValues(step, inputs) : [];
  const answer = { inputId: step.id, decision, values };
  const isTaken = await context.client.answerInput({ ...call, action: 'answer' }, build, answer);
  return { outcome: isTaken ? 'answered' : 'not_pending' };
}

/** Follows a run to its build; nothing where it has none. */
async function placeOf(
  { client, resolve }: ExecutorContext,
  { runId, target, signal }: RunRequest<JenkinsTarget>,
): Promise<{ readonly call: Call; readonly build: number | undefined }> {
  const reference = runReferenceOf(runId);
  const { job } = resolve(target);
  const call = callFor('approvals', { job, reference, signal });
  const place = await locate(client, call, reference);
  if (place.kind !== 'build') return { call, build: undefined };
  return { call: { ...call, what: `build ${place.number}` }, build: place.number };
}

async function pendingSteps(client: JenkinsClient, call: Call, buildNumber: number): Promise<readonly PendingInput[]> {
  const build = await requireBuild(client, call, buildNumber);
  if (isOver(build) || !isPipeline(build)) return [];
  const steps = await client.listPendingInputs(call, buildNumber);
  if (steps === undefined) throw blindError(call);
  return steps;
}

/** The input steps do not tell their stages; where just one stage waits, it is that one. */
function pausedStage(description: RunDescription | undefined): string | undefined {
  const [stage, ...others] = (description?.stages ?? []).filter(({ status }) => status === PAUSED);
  return others.length === 0 ? stage?.name : undefined;
}

/** Names a question: by its build, its step, and what is asked, without the defaults, since secret ones are never alike. */
function approvalIdOf({ job }: Call, build: number, { id, message, inputs = [] }: PendingInput): string {
  const asked = [
    job,
    build,
    id,
    message,
    inputs.map(({ name, type, definition }) => [name, type, definition?.choices]),
  ];
  const digest = createHash('sha256').update(JSON.stringify(asked)).digest('hex').slice(0, DIGEST_LENGTH);
  return `${build}/${id}/${digest}`;
}

function approvalOf(approvalId: string): { readonly build: number; readonly inputId: string } | undefined {
  const [, build, inputId] = APPROVAL_ID.exec(approvalId) ?? [];
  return build === undefined || inputId === undefined ? undefined : { build: Number(build), inputId };
}

function foreignApproval(): SluiceError {
  return new SluiceError({
    code: 'invalid_request',
    fields: [{ field: 'approval_id', message: 'is not an approval of this run' }],
    message: 'The approval is not one of this run. List what is pending, and use an id from there.',
  });
}
