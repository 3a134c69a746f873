import type { Wire } from '@sluice/core';
import { type ContractWorld, PROJECT } from './contract-world.ts';

const MINUTE_MS = 60_000;
const MONTH_MS = 30 * 24 * 60 * MINUTE_MS;
const STAGE_MS = 2500;
const RUNNING_MS = 300;

/** What leads to an event of each type. */
export const EVENT_FLOWS: Readonly<Record<Wire['EventType'], (world: ContractWorld) => Promise<unknown>>> = {
  'execution.awaiting_approval': ({ execute }) => execute({ environment: 'gated' }),
  'execution.starting': ({ execute }) => execute(),
  'execution.unknown': ({ gitlab, execute }) => {
    gitlab.injectFault({ kind: 'commit-then-reset', route: 'create-pipeline' });
    return execute();
  },
  'execution.queued': ({ execute }) => execute(),
  'execution.running': running,
  'execution.blocked': blocked,
  'execution.succeeded': async ({ execute, after }) => after(MINUTE_MS, (await execute()).execution_id),
  'execution.failed': async ({ gitlab, execute, after }) => {
    gitlab.failNext({ project: PROJECT, job: 'deploy-bootstrap' });
    return after(MINUTE_MS, (await execute()).execution_id);
  },
  'execution.cancelled': async (world) => {
    const id = await running(world);
    await cancel(world, id);
    return world.after(MINUTE_MS, id);
  },
  'execution.denied': async ({ execute, ask }) => {
    const { execution_id } = await execute({ environment: 'gated' });
    return ask(`/executions/${execution_id}/deny`, { method: 'POST' });
  },
  'execution.expired': async ({ execute, after }) =>
    after(MONTH_MS, (await execute({ environment: 'gated' })).execution_id),
  'execution.lost': async (world) => {
    const id = await running(world);
    world.gitlab.deletePipeline({ project: PROJECT, pipeline: pipelineOf(world) });
    return world.after(RUNNING_MS, id);
  },
  'execution.progressed': async (world) => world.after(STAGE_MS, await running(world)),
  'execution.cancel_requested': async (world) => cancel(world, await running(world)),
  'execution.cancel_taken': async (world) => cancel(world, await running(world)),
  'execution.cancel_failed': async (world) => {
    const id = await running(world);
    world.gitlab.injectFault({ kind: 'status', status: 403, route: 'cancel-pipeline' });
    return cancel(world, id);
  },
  'execution.approval_answered': async (world) => {
    const path = `/executions/${await blocked(world)}/approvals`;
    const { approvals } = await world.get<Wire['PendingApprovalList']>(path);
    const body = JSON.stringify({ approval_id: approvals[0]?.id, decision: 'approve' });
    return world.ask(path, { method: 'POST', body });
  },
  'execution.unexpected_run': async (world) => {
    const id = await running(world);
    const variables = { SLUICE_EXECUTION_ID: id };
    const foreign = { project: PROJECT, ref: 'main', variables, source: 'api' };
    const pipeline = world.gitlab.startForeignPipeline(foreign);
    return world.ask('/webhooks/gitlab', { method: 'POST', ...world.gitlab.webhook({ project: PROJECT, pipeline }) });
  },
};

async function running({ execute, after }: ContractWorld): Promise<string> {
  return (await after(RUNNING_MS, (await execute()).execution_id)).execution_id;
}

async function blocked({ execute, after }: ContractWorld): Promise<string> {
  return (await after(RUNNING_MS, (await execute({ environment: 'asking' })).execution_id)).execution_id;
}

function cancel({ ask }: ContractWorld, executionId: string): Promise<Response> {
  return ask(`/executions/${executionId}/cancel`, { method: 'POST' });
}

function pipelineOf({ gitlab }: ContractWorld): number {
  const pipeline = gitlab.pipelines(PROJECT).at(-1);
  if (pipeline === undefined) throw new Error('GitLab has no pipeline');
  return pipeline.id;
}
