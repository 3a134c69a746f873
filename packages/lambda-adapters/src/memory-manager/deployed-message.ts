import type { Execution } from '@sluice/core';
import { beginningOf } from './brief-execution.ts';
import { type DeployedVerdict, lostAmong } from './deployed-verdict.ts';
import { type Deployment, isStarted } from './deployment.ts';
import { effectOf } from './execution-effect.ts';
import { whereSentence } from './memory-message.ts';
import { toIso } from './remembered-execution.ts';
import { unansweredSentence } from './unanswered-requests.ts';

/** What a verdict is about. */
export interface DeployedSubject {
  readonly pipelineType: string;
  readonly environment: string;
  /** Absent: for no tenant. */
  readonly tenantId?: string | undefined;
  /** Those that must be deployed; of the others any will do. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The environments that there are, where that is known. */
  readonly environments?: readonly string[] | undefined;
}

const MOST_NAMED = 3;

/** Says in words whether something is deployed, and what may change that. */
export function deployedMessage(
  subject: DeployedSubject,
  deployment: Deployment,
  verdict: DeployedVerdict,
  incomplete: boolean,
): string {
  const sentences = [
    leadSentence(subject, deployment, verdict, incomplete),
    ...sinceSentences(deployment),
    ...underWaySentences(deployment.underWay, verdict.deployed === true),
    unansweredSentence(verdict.unanswered),
    incomplete && verdict.deployed !== null ? 'Older executions were not read.' : undefined,
  ];
  return sentences.filter((sentence) => sentence !== undefined).join(' ');
}

/** Names pipeline, tenant and environment. */
export function nameOf({ pipelineType, environment, tenantId }: DeployedSubject): string {
  return `${pipelineType}${tenantId === undefined ? '' : ` for ${tenantId}`} in ${environment}`;
}

function leadSentence(
  subject: DeployedSubject,
  deployment: Deployment,
  verdict: DeployedVerdict,
  incomplete: boolean,
): string {
  const { latest } = deployment;
  const name = nameOf(subject);
  const by = latest === undefined ? '' : ` (execution ${latest.executionId}, succeeded ${endedAt(latest)})`;
  const otherwise = verdict.differences.slice(0, MOST_NAMED).map(differenceText).join(', ');
  if (verdict.deployed === true) return `Yes: ${name} is deployed${parametersText(subject)}${by}.`;
  if (verdict.deployed === null) return unknownSentence(subject, deployment, { verdict, incomplete, by, otherwise });
  if (latest !== undefined) return `No: ${name} is deployed${by}, but ${otherwise}.`;
  return `No: no execution of ${name} has succeeded.${nothingText(subject, deployment)}`;
}

interface Unknown {
  readonly verdict: DeployedVerdict;
  readonly incomplete: boolean;
  /** What is deployed as far as is known; empty where nothing is. */
  readonly by: string;
  /** How that differs from what was asked; empty where it does not. */
  readonly otherwise: string;
}

function unknownSentence(
  subject: DeployedSubject,
  { endedSince }: Deployment,
  { verdict, incomplete, by, otherwise }: Unknown,
): string {
  const name = nameOf(subject);
  const unknown = `It is not known whether ${name} is deployed${parametersText(subject)}`;
  const known = by === '' ? '' : ` What is known to be deployed${by} differs: ${otherwise}.`;
  if (by !== '' && otherwise === '') {
    return `${unknown}: it is deployed${by}, but the value of ${verdict.hidden.join(', ')} is secret and not remembered.`;
  }
  const lost = lostAmong(endedSince);
  if (lost !== undefined) {
    return `${unknown}: nobody can tell what became of execution ${lost.executionId}. A person must look at the CI system.${known}`;
  }
  const reason = incomplete ? 'older executions were not read' : 'nothing tells';
  return `${unknown}: ${reason}.${known} Name a tenant_id, or look further back with list-history.`;
}

const PARAMETERS_CHARACTERS = 150;

function parametersText({ parameters }: DeployedSubject): string {
  if (Object.keys(parameters).length === 0) return '';
  return ` with ${beginningOf(JSON.stringify(parameters), PARAMETERS_CHARACTERS)}`;
}

function nothingText({ environment, environments }: DeployedSubject, { endedSince, underWay }: Deployment): string {
  if (endedSince.length + underWay.length > 0) return '';
  return ` Nothing is remembered of it. ${whereSentence(environment, environments)}`;
}

function differenceText({ name, asked, deployed }: DeployedVerdict['differences'][number]): string {
  return deployed === undefined ? `${name} is not set, not ${asked}` : `${name} is ${deployed}, not ${asked}`;
}

function sinceSentences({ latest, endedSince }: Deployment): readonly string[] {
  const after = latest === undefined ? '' : ' after that';
  const partial = endedSince.filter((execution) => effectOf(execution) === 'partial');
  const unknown = endedSince.filter((execution) => effectOf(execution) === 'unknown');
  return [
    ...(partial.length === 0 ? [] : [`${listed(partial)}${after}; what was changed before it failed may still be so.`]),
    ...(unknown.length === 0
      ? []
      : [`${listed(unknown)}${after} and may have changed something, so this is not certain.`]),
  ];
}

function underWaySentences(underWay: readonly Execution[], deployed: boolean): readonly string[] {
  const started = underWay.filter(isStarted);
  const awaiting = underWay.filter((execution) => !isStarted(execution));
  const told = [];
  if (started.length > 0) {
    const ask = 'the answer may change: ask get-execution how it stands now, and this again when it has finished';
    told.push(`${listed(started)} as last seen, and ${ask}.`);
  }
  if (awaiting.length > 0) told.push(`${listed(awaiting)} and has changed nothing.`);
  // The index that is read is a moment behind.
  if (underWay.length === 0 && !deployed) told.push('What was asked for a moment ago may not show yet.');
  return told;
}

/** Names the first of several executions with what each is, and counts the others. */
function listed(executions: readonly Execution[]): string {
  const told = executions.slice(0, MOST_NAMED).map(({ executionId, status, retryOf }) => {
    const again = retryOf === undefined ? '' : `, which tries ${retryOf} again,`;
    return `execution ${executionId}${again} ${WORDS[status]}`;
  });
  const rest = executions.length - told.length;
  const text = rest === 0 ? told.join(', ') : `${told.join(', ')} (and ${rest} more)`;
  return `E${text.slice(1)}`;
}

const WORDS: Readonly<Record<Execution['status'], string>> = {
  awaiting_approval: 'awaits approval',
  starting: 'is starting',
  unknown: 'may have been started',
  queued: 'is queued',
  running: 'is running',
  blocked: 'is blocked',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'was cancelled',
  denied: 'was denied',
  expired: 'expired',
  lost: 'was lost',
};

function endedAt({ finishedAt, updatedAt }: Execution): string {
  return toIso(finishedAt ?? updatedAt);
}
