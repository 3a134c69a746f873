import type { MemoryAnswer } from './environment-memory.ts';

/** What the message is about. */
type Lists = Pick<MemoryAnswer, 'deployed' | 'under_way' | 'failed_since'> & { readonly incomplete: boolean };

/** Sums up what is remembered of an environment, and says what to do next. */
export function memoryMessage(environment: string, { deployed, under_way, failed_since, incomplete }: Lists): string {
  const older = incomplete
    ? ' Older executions were not read: name a pipeline_type or a tenant_id to see further back.'
    : '';
  if (deployed.length + under_way.length + failed_since.length === 0) {
    const nothing = `Nothing is remembered of ${environment}: nothing that was asked for is deployed or under way there.`;
    return `${nothing} Make sure that this is the environment that was meant.${older}`;
  }
  const awaiting = under_way.filter(({ status }) => status === 'awaiting_approval');
  const started = under_way.filter(({ status }) => status !== 'awaiting_approval');
  const parts = [
    deployed.length === 0 ? 'nothing is deployed' : `deployed: ${pipelinesOf(deployed)}`,
    started.length === 0 ? 'nothing is under way' : `under way: ${pipelinesOf(started)}`,
    awaiting.length === 0 ? undefined : `awaiting approval, not started: ${pipelinesOf(awaiting)}`,
    failed_since.length === 0 ? 'nothing failed since' : `ended without success since: ${pipelinesOf(failed_since)}`,
  ];
  const follow =
    started.length === 0 ? '' : ' What is under way is as it was last seen; get-execution tells how it stands now.';
  return `In ${environment}, ${parts.filter((part) => part !== undefined).join('; ')}.${follow}${older}`;
}

/** Names each pipeline once, with how many executions it stands for where there are several. */
function pipelinesOf(executions: MemoryAnswer['deployed']): string {
  const groups = Map.groupBy(executions, ({ pipeline_type }) => pipeline_type);
  return [...groups].map(([name, { length }]) => (length === 1 ? name : `${name} (${length})`)).join(', ');
}
