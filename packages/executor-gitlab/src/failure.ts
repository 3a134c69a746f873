import { keepTail, type RunFailure } from '@sluice/core';
import type { Job, Pipeline } from './answers.ts';
import type { Call, GitLabClient } from './client.ts';
import { latestAttempts } from './jobs.ts';
import { traceText } from './trace.ts';

const TAIL_CHARACTERS = 4000;
/** How much of a log is looked at for its end: room for characters of four bytes and for section markers. */
const TAIL_BYTES = 64 * 1024;

/** GitLab's codes for why a job failed, where their own words don't say it. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['script_failure', 'its script failed'],
  ['runner_system_failure', 'its runner had a fault of its own; running it again may help'],
  ['stuck_or_timeout_failure', 'no runner took it, or it hung'],
  ['no_matching_runner', 'there is no runner with its tags'],
  ['runner_unsupported', 'its runner does not support what it needs'],
  ['job_execution_timeout', 'it took longer than it may'],
  ['job_router_failure', 'no runner could be found for it'],
  ['missing_dependency_failure', 'an artifact it depends on is gone'],
  ['ci_quota_exceeded', 'the compute minutes are used up'],
  ['forward_deployment_failure', 'a newer deployment of the environment is there already'],
  ['failed_outdated_deployment_job', 'a newer deployment of the environment is there already'],
  ['protected_environment_failure', 'its user may not deploy to this protected environment'],
  ['deployment_rejected', 'its deployment was rejected'],
  ['user_blocked', 'its user is blocked'],
  ['unknown_failure', 'GitLab does not say why'],
]);

/** Tells why a pipeline failed: by its first job that failed and may not, with the end of that job's log. */
export async function failureOf(
  { pipeline, jobs }: { readonly pipeline: Pipeline; readonly jobs: readonly Job[] },
  client: GitLabClient,
  call: Call,
): Promise<RunFailure> {
  const failed = latestAttempts(jobs).find((job) => job.status === 'failed' && job.allow_failure !== true);
  if (failed === undefined) return failureWithoutJobs(pipeline);
  const trace = await traceIfReadable(client, call, failed.id);
  return {
    kind: 'failed',
    message: `Job "${failed.name}" in stage "${failed.stage}" failed: ${reasonOf(failed)}.`,
    job: failed.name,
    stage: failed.stage,
    logTail: trace.length === 0 ? undefined : keepTail(traceText(trace.subarray(-TAIL_BYTES)), TAIL_CHARACTERS),
  };
}

/** Tells why a pipeline failed that has no failed job. */
export function failureWithoutJobs(pipeline: Pipeline): RunFailure {
  if (pipeline.status === 'skipped') {
    return { kind: 'skipped', message: 'GitLab skipped the pipeline: no job ran, so nothing was done.' };
  }
  const reason = pipeline.yaml_errors ?? 'no job of its own failed; a pipeline that it triggered may have';
  return { kind: 'failed', message: `The pipeline failed: ${reason}.` };
}

function reasonOf({ failure_reason: reason }: Job): string {
  const code = reason ?? 'unknown_failure';
  return REASONS.get(code) ?? code.replaceAll('_', ' ');
}

/** A log that can't be read takes nothing from the answer that the pipeline failed. */
async function traceIfReadable(client: GitLabClient, call: Call, jobId: number): Promise<Uint8Array> {
  try {
    return await client.getTrace(call, jobId);
  } catch {
    call.signal?.throwIfAborted();
    return new Uint8Array();
  }
}
