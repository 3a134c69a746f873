import { keepTail, type RunFailure, refusalLine } from '@sluice/core';
import type { Pipeline } from './answers.ts';
import type { GitLabClient } from './client.ts';
import { type Cause, causeOf, failedJob, nameOf } from './gitlab/downstream.ts';
import type { AnyJob, SeenPipeline } from './gitlab/jobs.ts';
import { traceText } from './gitlab/trace.ts';
import type { Call } from './gitlab/transport.ts';

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
  ['downstream_bridge_project_not_found', 'the project that it triggers a pipeline in was not found'],
  ['insufficient_bridge_permissions', 'its user may not start the pipeline that it triggers'],
  ['invalid_bridge_trigger', 'what it triggers is not valid'],
  ['downstream_pipeline_creation_failed', 'the pipeline that it triggers could not be created'],
  ['bridge_pipeline_is_child_pipeline', 'a pipeline that another one triggered may not trigger this one'],
  ['reached_max_descendant_pipelines_depth', 'pipelines may not trigger pipelines that deep'],
  ['unknown_failure', 'GitLab does not say why'],
]);

/** Tells why a pipeline failed: by its first job that failed and may not, with the end of that job's log. */
export async function failureOf(seen: SeenPipeline, client: GitLabClient, call: Call): Promise<RunFailure> {
  const failed = failedJob(seen.jobs);
  if (failed === undefined) return failureWithoutJobs(seen.pipeline);
  const cause = await causeOf(client, call, failed);
  const { job, stage } = { job: cause.job.name, stage: cause.job.stage };
  const trace = isTrigger(cause.job) ? new Uint8Array() : await traceEndIfReadable(client, cause.call, cause.job.id);
  return {
    kind: 'failed',
    message: `Job "${job}" in stage "${stage}"${placeOf(cause)} failed: ${reasonOf(cause)}.`,
    job,
    stage,
    logTail: trace.length === 0 ? undefined : keepTail(traceText(trace), TAIL_CHARACTERS),
  };
}

/** Tells why a pipeline failed that has no failed job. */
export function failureWithoutJobs(pipeline: Pipeline): RunFailure {
  if (pipeline.status === 'skipped') {
    return { kind: 'skipped', message: 'GitLab skipped the pipeline: no job ran, so nothing was done.' };
  }
  const reason =
    refusalLine(pipeline.yaml_errors ?? '', []) ??
    'no job of it that may not fail has failed, and GitLab does not say why';
  return { kind: 'failed', message: `The pipeline failed: ${reason}.` };
}

/** Where the job is, when it is in a pipeline that another job triggered. */
function placeOf({ pipeline, via }: Cause): string {
  if (pipeline === undefined) return '';
  return ` of ${nameOf(pipeline)}, triggered by ${via.map(({ name }) => `job "${name}"`).join(' and then ')},`;
}

function reasonOf({ job, end, yamlErrors }: Cause): string {
  const triggered = job.downstream_pipeline ?? undefined;
  if (triggered === undefined || end === undefined) return reasonOfCode(job.failure_reason);
  if (end === 'hidden') {
    return `${nameOf(triggered)}, which it triggered, did not succeed; the access token could not read why, since it needs the Reporter role there`;
  }
  const said = refusalLine(yamlErrors ?? '', []);
  return `${nameOf(triggered)}, which it triggered, did not succeed${said === undefined ? '' : `: ${said}`}`;
}

function reasonOfCode(code: string | null | undefined): string {
  const known = code ?? 'unknown_failure';
  return REASONS.get(known) ?? known.replaceAll('_', ' ');
}

function isTrigger(job: AnyJob): boolean {
  return job.downstream_pipeline !== undefined;
}

/** A log that can't be read takes nothing from the answer that the pipeline failed. */
async function traceEndIfReadable(client: GitLabClient, call: Call, jobId: number): Promise<Uint8Array> {
  try {
    return await client.getTrace(call, jobId, { last: TAIL_BYTES });
  } catch {
    call.signal?.throwIfAborted();
    return new Uint8Array();
  }
}
