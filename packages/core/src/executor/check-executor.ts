import type { PipelineExecutor } from './executor.ts';

/** Tells what about an executor contradicts the port, as ends of sentences that begin with its name. */
export function executorFaults(executor: PipelineExecutor): readonly string[] {
  const { specificationVersion, capabilities } = executor;
  if (specificationVersion !== 'v1' || capabilities === undefined) {
    return ['is no executor of specificationVersion "v1"; install versions of it and of Sluice that fit'];
  }
  const optional = [
    ['retry', capabilities.retry],
    ['pendingApprovals', capabilities.approvals],
    ['answerApproval', capabilities.approvals],
    ['receiveWebhook', capabilities.webhooks],
  ] as const;
  return optional
    .filter(([method, declared]) => declared !== (executor[method] !== undefined))
    .map(([method, declared]) =>
      declared ? `declares what needs ${method}, and lacks it` : `has ${method}, and does not declare it`,
    );
}
