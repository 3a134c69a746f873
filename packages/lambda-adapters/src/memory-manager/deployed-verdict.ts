import type { Execution } from '@sluice/core';
import type { JournalRequest } from '@sluice/store-dynamodb';
import { type Deployment, isStarted } from './deployment.ts';
import { effectOf, mayHaveSucceeded } from './execution-effect.ts';
import { compareParameters, type ParameterComparison } from './parameter-differences.ts';

/** What else matters to the question whether something is deployed. */
export interface VerdictInput {
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Whether older executions were left unread. */
  readonly incomplete: boolean;
  /** What was asked for of the same pipeline, environment and tenant without an answer. */
  readonly unanswered: readonly JournalRequest[];
}

/** Whether something is deployed. */
export interface DeployedVerdict extends ParameterComparison {
  /** Null: it is not known. */
  readonly deployed: boolean | null;
  /** Whether nothing that is remembered may have changed that, or may change it soon. */
  readonly certain: boolean;
  /** What may have started something since. */
  readonly unanswered: readonly JournalRequest[];
}

/** Tells whether something is deployed, and never no where that is not certain to have been true. */
export function verdictOf(
  deployment: Deployment,
  { parameters, incomplete, unanswered }: VerdictInput,
): DeployedVerdict {
  const { latest, endedSince, underWay } = deployment;
  const comparison = latest === undefined ? NOTHING : compareParameters(parameters, latest.parameters);
  const open = unanswered.filter(({ askedAt }) => latest === undefined || askedAt >= latest.createdAt);
  const deployed = decide(deployment, comparison, incomplete);
  const unsettled =
    open.length > 0 || underWay.some(isStarted) || endedSince.some((execution) => effectOf(execution) === 'unknown');
  return { ...comparison, deployed, certain: deployed !== null && !incomplete && !unsettled, unanswered: open };
}

const NOTHING: ParameterComparison = { differences: [], hidden: [] };

function decide(
  { latest, endedSince }: Deployment,
  { differences, hidden }: ParameterComparison,
  incomplete: boolean,
): boolean | null {
  if (latest !== undefined && differences.length === 0) return hidden.length === 0 ? true : null;
  return incomplete || lostAmong(endedSince) !== undefined ? null : false;
}

/** Finds one of which nobody knows whether it succeeded. */
export function lostAmong(ended: readonly Execution[]): Execution | undefined {
  return ended.find(mayHaveSucceeded);
}
