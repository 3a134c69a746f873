import { setTimeout as sleep } from 'node:timers/promises';
import type { Wire } from '@sluice/core';
import { type Answer, type Asking, ask } from './ask.ts';
import { type AskedRequest, createRequests } from './asked-request.ts';
import { isFinal } from './ledger.ts';

const TWICE_AT_ONCE = 0.25;
const CANCELLED = 0.2;
const FOLLOWED = 0.7;
const ASKED_AGAIN = 0.3;
const LISTED = 0.15;
/** Between two requests of a client, at the most. */
const THINKING_MS = 800;

/** A client of the servers. */
export interface ClientOptions extends Asking {
  readonly name: string;
  /** Ends it after what it is at. */
  readonly signal: AbortSignal;
}

/** Asks for pipelines, follows them, cancels some and repeats itself, until it is stopped. */
export async function runClient(options: ClientOptions): Promise<void> {
  const { name, random, signal } = options;
  const next = createRequests(name, random);
  while (!signal.aborted) {
    await makeRequest(options, next());
    await sleep(random.between(0, THINKING_MS), undefined, { signal }).catch(() => undefined);
  }
}

async function makeRequest(options: ClientOptions, request: AskedRequest): Promise<void> {
  const { ledger, random } = options;
  ledger.note('requests');
  if (request.idempotencyKey !== undefined) ledger.noteKeyed(request.name);
  const times = random.chance(TWICE_AT_ONCE) ? 2 : 1;
  const answers = await Promise.all(Array.from({ length: times }, () => execute(options, request)));
  const executionId = answers.find((answer) => answer !== undefined);
  if (executionId === undefined) return;
  if (random.chance(CANCELLED)) await cancel(options, executionId);
  if (random.chance(FOLLOWED)) await follow(options, executionId);
  if (request.idempotencyKey !== undefined && random.chance(ASKED_AGAIN)) await execute(options, request);
  if (random.chance(LISTED)) await list(options, request.environment);
}

/** Asks for a pipeline until there is an answer; returns the execution, unless another one is in the way. */
async function execute(options: ClientOptions, request: AskedRequest): Promise<string | undefined> {
  const { ledger, signal } = options;
  const { pipelineType, environment, tenantId, idempotencyKey, name } = request;
  while (!signal.aborted) {
    const answer = await ask(options, {
      method: 'POST',
      path: '/execute',
      headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
      body: { pipeline_type: pipelineType, environment, tenant_id: tenantId, parameters: { request: name } },
    });
    if (answer?.status === 200 || answer?.status === 202) {
      const execution = answer.body as Wire['Execution'];
      ledger.noteTold(execution.execution_id);
      if (answer.headers.get('idempotency-replayed') === 'true') ledger.note('replays');
      return execution.execution_id;
    }
    const problem = problemOf(answer);
    if (problem?.execution_id !== undefined) ledger.noteTold(problem.execution_id);
    if (problem?.code === 'concurrency_conflict') {
      ledger.note('conflicts');
      return undefined;
    }
    if (problem !== undefined) await waitAWhile(options, problem, 'POST /execute');
    ledger.note('repeated');
  }
  return undefined;
}

async function cancel(options: ClientOptions, executionId: string): Promise<void> {
  const { ledger } = options;
  const expected = ledger.expectation(executionId);
  const answer = await ask(options, { method: 'POST', path: `/executions/${executionId}/cancel` });
  ledger.note('cancels');
  const problem = problemOf(answer);
  if (problem?.code === 'execution_not_settled') return;
  if (problem !== undefined) await waitAWhile(options, problem, `cancel ${executionId}`);
  else if (answer !== undefined) expected.check(answer.body as Wire['Execution']);
}

/** Reads an execution until it has finished. */
async function follow(options: ClientOptions, executionId: string): Promise<void> {
  const { ledger, signal } = options;
  while (!signal.aborted) {
    const expected = ledger.expectation(executionId);
    const answer = await ask(options, { method: 'GET', path: `/executions/${executionId}?wait=2` });
    const problem = problemOf(answer);
    if (problem !== undefined) await waitAWhile(options, problem, `GET ${executionId}`);
    if (answer === undefined || problem !== undefined) continue;
    const execution = answer.body as Wire['Execution'];
    expected.check(execution);
    if (isFinal(execution.status)) return;
  }
}

async function list(options: ClientOptions, environment: string): Promise<void> {
  const answer = await ask(options, { method: 'GET', path: `/executions?environment=${environment}` });
  options.ledger.note('lists');
  const problem = problemOf(answer);
  if (problem !== undefined) await waitAWhile(options, problem, `list ${environment}`);
}

function problemOf(answer: Answer | undefined): Wire['Problem'] | undefined {
  return answer === undefined || answer.status < 400 ? undefined : (answer.body as Wire['Problem']);
}

/** A store or a CI system that could not be asked may be asked again; anything else should not have been answered. */
async function waitAWhile({ ledger, random }: ClientOptions, problem: Wire['Problem'], what: string): Promise<void> {
  if (problem.retryable) ledger.note('unavailable');
  else ledger.noteUnexpected(`${what}: ${problem.status} ${problem.code}: ${problem.detail}`);
  await sleep(random.between(50, 300));
}
