import { ExecutorError, type Run, type StartRequest } from '@sluice/core';
import type { QueueItem } from './answers.ts';
import type { Call, JenkinsClient } from './client.ts';
import { mergedError, unconfirmedError, unfitIdError } from './errors.ts';
import type { ExecutorContext } from './executor.ts';
import { queuedRun } from './get.ts';
import { executionOf } from './jenkins/builds.ts';
import { parametersFor } from './jenkins/parameters.ts';
import { isRunId, itemRunId } from './run-id.ts';
import type { JenkinsTarget } from './target.ts';

/** Starts a job, with the one request that does, sent once, after a look at whether the job takes the values. */
export async function start(context: ExecutorContext, request: StartRequest<JenkinsTarget>): Promise<Run> {
  const { client, sessions } = context;
  const { executionId, signal } = request;
  if (!isRunId(itemRunId(0, executionId))) throw unfitIdError();
  const { job } = context.resolve(request.target);
  const check: Call = { action: 'check', job, signal };
  const [jenkins, found] = await Promise.all([client.getJenkins(check), client.getJob(check)]);
  const values = { ...request.variables, SLUICE_EXECUTION_ID: executionId };
  const parameters = parametersFor(found.body, job.join('/'), values);

  sessions.remember(executionId, found.session);
  try {
    const queued = await client.buildWithParameters({ action: 'start', job, signal }, parameters);
    if (queued.merged)
      await confirm(client, { action: 'start', job, signal }, { queueId: queued.queueId, executionId });
    sessions.forget(executionId);
    return queuedRun(context, { job, executionId, item: { id: queued.queueId } }, jenkins.quietingDown);
  } catch (error) {
    if (ExecutorError.isInstance(error) && error.outcome === 'not_started') sessions.forget(executionId);
    throw error;
  }
}

/** Jenkins merges only equal starts, so the item that it names is ours, unless it had dropped what keeps them apart. */
async function confirm(
  client: JenkinsClient,
  call: Call,
  { queueId, executionId }: { readonly queueId: number; readonly executionId: string },
): Promise<void> {
  const item = await readItem(client, call, queueId);
  const execution = item === undefined ? undefined : executionOf(item);
  if (execution === undefined) throw unconfirmedError(call);
  if (execution !== executionId) throw mergedError(call);
}

/** After the start, no answer proves any more that nothing was started. */
async function readItem(client: JenkinsClient, call: Call, queueId: number): Promise<QueueItem | undefined> {
  try {
    return await client.getQueueItem(call, queueId);
  } catch (error) {
    throw ExecutorError.isInstance(error) ? unconfirmedError(call) : error;
  }
}
