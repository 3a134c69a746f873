import type { JournalRequest } from '@sluice/store-dynamodb';
import type { components } from '../generated/memory.ts';
import { toBrief } from './brief-execution.ts';
import { type DeployedSubject, deployedMessage, nameOf } from './deployed-message.ts';
import { type DeployedVerdict, verdictOf } from './deployed-verdict.ts';
import { type Deployment, deploymentsOf } from './deployment.ts';
import { keepWhatFits, roomBeside, tellLeftOut } from './keep-what-fits.ts';
import type { ReadExecutions } from './read-executions.ts';
import { unansweredField, unansweredSentence } from './unanswered-requests.ts';

/** Whether something is deployed, and what may change that. */
export type DeployedAnswer = components['schemas']['DeployedAnswer'];

type TenantDeployed = components['schemas']['TenantDeployed'];

/** What is asked, and what is known of it. */
export interface DeployedFacts extends DeployedSubject, ReadExecutions {
  /** What was asked for of the pipeline in the environment without an answer. */
  readonly unanswered: readonly JournalRequest[];
}

const MOST_LISTED = 5;
const MOST_TENANTS = 10;
const MOST_DIFFERENCES = 5;

/** Answers whether a pipeline is deployed for a tenant, or for none where none is named; other tenants stay apart. */
export function checkDeployed(facts: DeployedFacts): DeployedAnswer {
  const deployments = deploymentsOf(facts.executions);
  const own = deployments.find(({ tenantId }) => tenantId === facts.tenantId);
  const others = deployments.filter((deployment) => deployment !== own);
  const onlyTenants = own === undefined && others.length > 0;
  const deployment = own ?? { tenantId: facts.tenantId, latest: undefined, endedSince: [], underWay: [] };
  const verdict = onlyTenants ? byTenant(facts) : verdictFor(facts, deployment);
  const { latest, underWay, endedSince } = deployment;
  const differences = verdict.differences.slice(0, MOST_DIFFERENCES);
  const tenants = others.flatMap((other) => tenantDeployed(facts, other));
  const said = {
    message: onlyTenants ? tenantsMessage(facts) : messageFor(facts, deployment, verdict, tenants.length),
    deployed: verdict.deployed,
    certain: verdict.certain,
    environment: facts.environment,
    pipeline_type: facts.pipelineType,
    ...(facts.tenantId === undefined ? {} : { tenant_id: facts.tenantId }),
    ...(latest === undefined ? {} : { execution: toBrief(latest) }),
    ...(differences.length === 0 ? {} : { differences }),
  };
  const rest = {
    ...(tenants.length === 0 ? {} : { tenants: tenants.slice(0, MOST_TENANTS) }),
    ...unansweredField(verdict.unanswered),
    ...(facts.incomplete ? { incomplete: true } : {}),
  };
  const all = [underWay.map(toBrief), endedSince.map(toBrief)];
  const [underWayKept = [], endedKept = []] = keepWhatFits(all, roomBeside([said, rest], MOST_LISTED));
  const cut = [
    { name: 'differences', all: verdict.differences.length, kept: differences.length },
    { name: 'under_way', all: underWay.length, kept: underWayKept.length },
    { name: 'failed_since', all: endedSince.length, kept: endedKept.length },
    { name: 'tenants', all: tenants.length, kept: Math.min(tenants.length, MOST_TENANTS) },
  ];
  const advice = 'Name a tenant_id, or use list-history, to see the rest.';
  return { ...said, under_way: [...underWayKept], failed_since: [...endedKept], ...rest, ...tellLeftOut(cut, advice) };
}

function verdictFor(facts: DeployedFacts, deployment: Deployment): DeployedVerdict {
  const unanswered = facts.unanswered.filter(({ tenantId }) => tenantId === deployment.tenantId);
  return verdictOf(deployment, { parameters: facts.parameters, incomplete: facts.incomplete, unanswered });
}

/** Where it was executed for tenants only, neither yes nor no is true. */
function byTenant({ unanswered }: DeployedFacts): DeployedVerdict {
  return { deployed: null, certain: false, differences: [], hidden: [], unanswered };
}

function tenantDeployed(facts: DeployedFacts, deployment: Deployment): readonly TenantDeployed[] {
  const { tenantId } = deployment;
  return tenantId === undefined ? [] : [{ tenant_id: tenantId, deployed: verdictFor(facts, deployment).deployed }];
}

function messageFor(facts: DeployedFacts, deployment: Deployment, verdict: DeployedVerdict, tenants: number): string {
  const message = deployedMessage(facts, deployment, verdict, facts.incomplete);
  return tenants === 0 ? message : `${message} It was executed for tenants as well: name a tenant_id to ask about one.`;
}

function tenantsMessage(facts: DeployedFacts): string {
  const sentences = [
    `That depends on the tenant: ${nameOf(facts)} was executed for tenants only. Ask again with the tenant_id that is meant.`,
    unansweredSentence(facts.unanswered),
    facts.incomplete ? 'Older executions were not read.' : undefined,
  ];
  return sentences.filter((sentence) => sentence !== undefined).join(' ');
}
