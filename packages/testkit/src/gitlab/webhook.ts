import { createHmac, randomUUID } from 'node:crypto';
import type { components } from '../generated/gitlab.ts';
import { type Pipeline, stateOf } from './pipeline.ts';
import { type AttemptTimeline, changeAt } from './timeline.ts';

type Schemas = components['schemas'];

/** Which webhook to make. @public */
export interface GitLabWebhookEvent {
  readonly project: string | number;
  readonly pipeline: number;
  /** Name of the job that a Job Hook is about. @defaultValue none: it is a Pipeline Hook */
  readonly job?: string | undefined;
  /** What all deliveries of one event share. @defaultValue a new one */
  readonly idempotencyKey?: string | undefined;
}

/** A webhook exactly as it is sent: where to is for the sender to know. @public */
export interface GitLabWebhook {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a webhook is made of. */
export interface WebhookSource {
  readonly pipeline: Pipeline;
  readonly job: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly now: number;
  readonly origin: string;
}

/** Makes the webhook that tells where a pipeline, or a job of it, stands. */
export function webhookOf({ pipeline, job, idempotencyKey = randomUUID(), now, origin }: WebhookSource): GitLabWebhook {
  const { secretToken, signingToken } = pipeline.project.webhook;
  const payload = job === undefined ? pipelineEvent(pipeline, now, origin) : jobEvent(pipeline, job, now);
  const body = JSON.stringify(payload);
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitLab/19.5.0',
      'idempotency-key': idempotencyKey,
      'x-gitlab-event': job === undefined ? 'Pipeline Hook' : 'Job Hook',
      'x-gitlab-webhook-uuid': randomUUID(),
      'x-gitlab-event-uuid': randomUUID(),
      'x-gitlab-instance': origin,
      ...(secretToken === undefined ? {} : { 'x-gitlab-token': secretToken }),
      ...(signingToken === undefined ? {} : signature({ signingToken, id: idempotencyKey, now, body })),
    },
    body,
  };
}

/** Signs as https://www.standardwebhooks.com has it; GitLab's id is the idempotency key. */
export function signature({
  signingToken,
  id,
  now,
  body,
}: {
  readonly signingToken: string;
  readonly id: string;
  readonly now: number;
  readonly body: string | Uint8Array;
}): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const key = Buffer.from(signingToken.replace(/^whsec_/, ''), 'base64');
  const digest = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${digest}` };
}

function pipelineEvent(pipeline: Pipeline, now: number, origin: string): Schemas['PipelineEvent'] {
  const { project, parent } = pipeline;
  const state = stateOf(pipeline, now);
  const attributes = {
    iid: pipeline.iid,
    ref: pipeline.ref,
    tag: false,
    sha: pipeline.sha,
    before_sha: '0'.repeat(40),
    detailed_status: state.status === 'success' ? 'passed' : state.status,
    stages: [...new Set(pipeline.jobs.map(({ stage }) => stage))],
    created_at: eventTime(pipeline.createdAt),
    finished_at: state.finishedAt === undefined ? null : eventTime(state.finishedAt),
    protected_ref: project.protectedRefs.includes(pipeline.ref),
    url: `${origin}/${project.path}/-/pipelines/${pipeline.id}`,
  };
  const more = {
    merge_request: null,
    user: { username: pipeline.user },
    builds: state.attempts.filter(({ current }) => current).map((attempt) => buildOf(attempt, now)),
    ...(parent === undefined
      ? {}
      : { source_pipeline: { project: { id: parent.project.id }, pipeline_id: parent.id } }),
  };
  return {
    ...more,
    object_kind: 'pipeline',
    object_attributes: {
      ...attributes,
      id: pipeline.id,
      name: pipeline.name,
      status: state.status,
      source: pipeline.source,
      variables: pipeline.variables.map(({ key, value }) => ({ key, value })),
    },
    project: projectOf(pipeline, origin),
  };
}

function projectOf({ project }: Pipeline, origin: string): Schemas['Project'] {
  const more = { name: project.path.split('/').at(-1) ?? project.path, web_url: `${origin}/${project.path}` };
  return { ...more, id: project.id, path_with_namespace: project.path };
}

function buildOf({ id, job, changes }: AttemptTimeline, now: number): object {
  return {
    id,
    stage: job.stage,
    name: job.script.name,
    status: changeAt(changes, now)?.status ?? 'created',
    when: job.script.when ?? 'on_success',
    manual: job.script.when === 'manual',
    allow_failure: job.script.allowFailure ?? false,
  };
}

function jobEvent(pipeline: Pipeline, name: string, now: number): Schemas['JobEvent'] {
  const { attempts, status } = stateOf(pipeline, now);
  const attempt = attempts.find(({ current, job }) => current && job.script.name === name);
  if (attempt === undefined) throw new Error(`Pipeline ${pipeline.id} has no job ${name}`);
  const more = {
    ref: pipeline.ref,
    sha: pipeline.sha,
    build_name: name,
    build_stage: attempt.job.stage,
    project_name: pipeline.project.path,
  };
  // The commit's id is really the pipeline's (lib/gitlab/data_builder/build.rb), and so is its name.
  const commit = { id: pipeline.id, name: pipeline.name, sha: pipeline.sha, status };
  return {
    ...more,
    object_kind: 'build',
    build_id: attempt.id,
    build_status: changeAt(attempt.changes, now)?.status ?? 'created',
    pipeline_id: pipeline.id,
    project_id: pipeline.project.id,
    commit,
  };
}

/** Times in webhooks are not written as they are in the API. */
function eventTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
