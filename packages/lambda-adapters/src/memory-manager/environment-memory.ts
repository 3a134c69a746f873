import type { Execution } from '@sluice/core';
import type { JournalRequest } from '@sluice/store-dynamodb';
import type { components } from '../generated/memory.ts';
import { toBrief } from './brief-execution.ts';
import { deploymentsOf, lastEndFirst } from './deployment.ts';
import { keepWhatFits, roomBeside, tellLeftOut } from './keep-what-fits.ts';
import { memoryMessage } from './memory-message.ts';
import type { ReadExecutions } from './read-executions.ts';
import { unansweredField } from './unanswered-requests.ts';

/** What is deployed in an environment, what is under way and what failed since. */
export type MemoryAnswer = components['schemas']['MemoryAnswer'];

/** An environment's executions by what they mean. */
export interface EnvironmentLists {
  /** For each pipeline and tenant the last one that succeeded; what ended last is first. */
  readonly deployed: readonly Execution[];
  /** What has not ended; what was asked for last is first. */
  readonly underWay: readonly Execution[];
  /** What ended later without success, or where nothing is deployed; what ended last is first. */
  readonly failedSince: readonly Execution[];
}

/** What is known of an environment. */
export interface EnvironmentFacts extends ReadExecutions {
  readonly environment: string;
  readonly unanswered: readonly JournalRequest[];
  /** The environments that there are, where that is known. */
  readonly environments?: readonly string[] | undefined;
}

const MOST_LISTED = 10;

/** Tells what an environment's executions mean. */
export function environmentLists(executions: readonly Execution[]): EnvironmentLists {
  const deployments = deploymentsOf(executions);
  const underWay = new Set(deployments.flatMap((deployment) => deployment.underWay));
  return {
    deployed: lastEndFirst(deployments.flatMap(({ latest }) => latest ?? [])),
    underWay: executions.filter((execution) => underWay.has(execution)),
    failedSince: lastEndFirst(deployments.flatMap(({ endedSince }) => endedSince)),
  };
}

/** Answers what there is in an environment: in words, with the first of each list. */
export function environmentMemory(facts: EnvironmentFacts): MemoryAnswer {
  const lists = environmentLists(facts.executions);
  const rest = {
    ...unansweredField(facts.unanswered),
    ...(facts.incomplete ? { incomplete: true } : {}),
  };
  const said = { message: memoryMessage(lists, facts), environment: facts.environment };
  const all = [lists.deployed, lists.underWay, lists.failedSince].map((list) => list.map(toBrief));
  const [deployed = [], underWay = [], failedSince = []] = keepWhatFits(all, roomBeside([said, rest], MOST_LISTED));
  const cut = [
    { name: 'deployed', all: lists.deployed.length, kept: deployed.length },
    { name: 'under_way', all: lists.underWay.length, kept: underWay.length },
    { name: 'failed_since', all: lists.failedSince.length, kept: failedSince.length },
  ];
  return {
    ...said,
    deployed: [...deployed],
    under_way: [...underWay],
    failed_since: [...failedSince],
    ...rest,
    ...tellLeftOut(cut, 'Name a pipeline_type or a tenant_id to see the rest, or use list-history.'),
  };
}
