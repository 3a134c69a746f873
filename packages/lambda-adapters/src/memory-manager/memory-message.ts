import type { Execution } from '@sluice/core';
import { isStarted } from './deployment.ts';
import type { EnvironmentFacts, EnvironmentLists } from './environment-memory.ts';
import { unansweredSentence } from './unanswered-requests.ts';

/** Sums up what is remembered of an environment, and says what to do next. */
export function memoryMessage(
  lists: EnvironmentLists,
  { environment, environments, incomplete, unanswered }: Omit<EnvironmentFacts, 'executions'>,
): string {
  const { deployed, underWay, failedSince } = lists;
  const isEmpty = deployed.length + underWay.length + failedSince.length === 0;
  const sentences = [
    ...(isEmpty
      ? [
          `Nothing is remembered of ${environment}: nothing that was asked for is deployed or under way there.`,
          whereSentence(environment, environments),
        ]
      : [`In ${environment}, ${summaryOf(lists)}.`]),
    underWay.some(isStarted)
      ? 'What is under way is as it was last seen; get-execution tells how it stands now.'
      : undefined,
    unansweredSentence(unanswered),
    incomplete ? 'Older executions were not read: name a pipeline_type or a tenant_id to see further back.' : undefined,
  ];
  return sentences.filter((sentence) => sentence !== undefined).join(' ');
}

/** Sums up lists in words: what is deployed, under way and what failed since. */
export function summaryOf({ deployed, underWay, failedSince }: EnvironmentLists): string {
  const started = underWay.filter(isStarted);
  const awaiting = underWay.filter((execution) => !isStarted(execution));
  const parts = [
    deployed.length === 0 ? 'nothing is deployed' : `deployed: ${pipelinesOf(deployed)}`,
    started.length === 0 ? 'nothing is under way' : `under way: ${pipelinesOf(started)}`,
    awaiting.length === 0 ? undefined : `awaiting approval, not started: ${pipelinesOf(awaiting)}`,
    failedSince.length === 0 ? 'nothing failed since' : `ended without success since: ${pipelinesOf(failedSince)}`,
  ];
  return parts.filter((part) => part !== undefined).join('; ');
}

/** Asks whether the environment is the one that was meant. */
export function whereSentence(environment: string, environments: readonly string[] = []): string {
  const hint = 'Make sure that this is the environment that was meant';
  if (environments.length === 0 || environments.includes(environment)) return `${hint}.`;
  return `${hint}: there are ${environments.join(', ')}.`;
}

const MOST_NAMED = 8;

/** Names each pipeline once, with how many executions it stands for where there are several. */
function pipelinesOf(executions: readonly Execution[]): string {
  const groups = [...Map.groupBy(executions, ({ pipelineType }) => pipelineType)];
  const named = groups.slice(0, MOST_NAMED).map(([name, { length }]) => (length === 1 ? name : `${name} (${length})`));
  const rest = groups.length - named.length;
  return rest === 0 ? named.join(', ') : `${named.join(', ')} and ${rest} more`;
}
