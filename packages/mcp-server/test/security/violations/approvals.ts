import { createApprovalSeal } from '../../../src/mcp/approvals/approval-seal.ts';
import type { DoorRequest } from '../../support/door-request.ts';
import { callTool, mcp, rest, type SendAndSee, type Violation } from '../support/violation.ts';
import { type Person, principalOf, type World } from '../support/world.ts';

const FORBIDDEN = { status: 403, code: 'forbidden' };
const NOT_PENDING = { status: 409, code: 'approval_not_pending' };
const INVALID = { tool: 'invalid_request' };
const NOT_OF_REST = 'REST has no forms that go through a client';
const ONE_PROCESS = 'another person is another process, which has another key that signs';
const YES = { approval: { action: 'accept', content: { approve: true } } };
const HOURS = 3_600_000;

function decide(executionId: string, decision: 'approve' | 'deny', person: Person): DoorRequest {
  return rest('POST', `/executions/${executionId}/${decision}`, person);
}

function answer(executionId: string, more: Record<string, unknown> = {}, person: Person = 'lead'): DoorRequest {
  const input = { execution_id: executionId, decision: 'approve' };
  return mcp('tools/call', { name: 'answer_approval', arguments: input, ...more }, person);
}

/** Has the server ask a person, and returns what it gave the client to keep. */
async function ask(executionId: string, send: SendAndSee): Promise<string> {
  const { body, text } = await send(answer(executionId));
  const { result } = body as { readonly result?: { readonly requestState?: string } };
  if (result?.requestState === undefined) throw new Error(`nobody was asked: ${text}`);
  return result.requestState;
}

function restViolation(
  name: string,
  commit: (world: World, send: SendAndSee) => Promise<DoorRequest>,
  refusal = NOT_PENDING,
): Violation {
  return { name, ways: { REST: { commit, refusal } }, gaps: { MCP: 'the entries below have it for MCP' } };
}

function formViolation(
  name: string,
  commit: (world: World, send: SendAndSee) => Promise<DoorRequest>,
  refusal: NonNullable<Violation['ways']['MCP']>['refusal'] = INVALID,
  gaps: Violation['gaps'] = {},
): Violation {
  return { name, ways: { MCP: { commit, refusal } }, gaps: { REST: NOT_OF_REST, ...gaps } };
}

/** Decisions that were made before, by others, about something else, or by nobody. */
export const APPROVAL_VIOLATIONS: readonly Violation[] = [
  restViolation('a second approval, of another person', async ({ start }, send) => {
    const id = await start('gated');
    await send(decide(id, 'approve', 'lead'));
    return decide(id, 'approve', 'director');
  }),
  restViolation('an approval of what was denied', async ({ start }, send) => {
    const id = await start('gated');
    await send(decide(id, 'deny', 'lead'));
    return decide(id, 'approve', 'director');
  }),
  restViolation('a denial of what was approved', async ({ start }, send) => {
    const id = await start('gated');
    await send(decide(id, 'approve', 'lead'));
    return decide(id, 'deny', 'director');
  }),
  restViolation('an approval that comes too late', async ({ start, clock }) => {
    const id = await start('gated');
    await clock.advance(1000 * HOURS);
    return decide(id, 'approve', 'lead');
  }),
  restViolation('an approval of what awaits none', async ({ start }) => decide(await start('dev'), 'approve', 'lead')),
  restViolation(
    'an approval by whoever asked',
    async ({ start }) => decide(await start('gated', 'lead'), 'approve', 'lead'),
    FORBIDDEN,
  ),
  restViolation(
    'an answer by whoever asked, to what the run asks',
    async (world, send) => {
      const id = await world.start('gated', 'lead');
      await send(decide(id, 'approve', 'director'));
      world.executor.ask(id, { id: 'q', title: 'Go on?', canReject: true });
      return rest('POST', `/executions/${id}/approvals`, 'lead', { approval_id: 'q', decision: 'approve' });
    },
    FORBIDDEN,
  ),
  formViolation(
    'the answer to a form, replayed',
    async ({ start }, send) => {
      const id = await start('gated');
      const answered = answer(id, { requestState: await ask(id, send), inputResponses: YES });
      await send(answered);
      return answered;
    },
    { tool: 'approval_not_pending' },
  ),
  formViolation('the answer to a form, for another execution', async ({ start, service }, send) => {
    const id = await start('gated');
    const request = { pipelineType: 'app', environment: 'gated', tenantId: 'another' };
    const { execution } = await service.execute(request, principalOf('team'));
    return answer(execution.executionId, { requestState: await ask(id, send), inputResponses: YES });
  }),
  formViolation('the answer to a form, for another call', async ({ start }, send) => {
    const requestState = await ask(await start('gated'), send);
    const input = { environment: 'dev' };
    return mcp(
      'tools/call',
      { name: 'execute_app_pipeline', arguments: input, requestState, inputResponses: YES },
      'lead',
    );
  }),
  formViolation(
    'the answer to a form, of another person',
    async ({ start }, send) => {
      const id = await start('gated');
      return answer(id, { requestState: await ask(id, send), inputResponses: YES }, 'director');
    },
    { tool: 'forbidden' },
    { stdio: ONE_PROCESS },
  ),
  formViolation(
    'the answer to a form, of somebody who may approve nothing',
    async ({ start }, send) => {
      const id = await start('gated');
      return answer(id, { requestState: await ask(id, send), inputResponses: YES }, 'team');
    },
    { rpc: -32_602 },
  ),
  formViolation('the answer to a form, too late', async ({ start, clock }, send) => {
    const id = await start('gated');
    const requestState = await ask(id, send);
    await clock.advance(HOURS / 4);
    return answer(id, { requestState, inputResponses: YES });
  }),
  formViolation('a state that was changed', async ({ start }, send) => {
    const id = await start('gated');
    const requestState = await ask(id, send);
    return answer(id, { requestState: changedLast(requestState), inputResponses: YES });
  }),
  formViolation('a state that names another execution', async ({ start, service }, send) => {
    const id = await start('gated');
    const request = { pipelineType: 'app', environment: 'gated', tenantId: 'another' };
    const { execution } = await service.execute(request, principalOf('team'));
    const requestState = renamed(await ask(id, send), id, execution.executionId);
    return answer(execution.executionId, { requestState, inputResponses: YES });
  }),
  formViolation('a state that another server made', async ({ start, clock }) => {
    const executionId = await start('gated');
    const requestState = await createApprovalSeal(clock).seal({ executionId }, principalOf('lead'));
    return answer(executionId, { requestState, inputResponses: YES });
  }),
  formViolation('a state that nobody made', async ({ start }) =>
    answer(await start('gated'), { requestState: 'approved', inputResponses: YES }),
  ),
  formViolation('an approval by the model', async ({ start }) =>
    callTool('answer_approval', { execution_id: await start('gated'), decision: 'approve', confirmed: true }, 'lead'),
  ),
  formViolation(
    'an approval through a form by whoever asked',
    async ({ start }) => answer(await start('gated', 'lead'), { inputResponses: YES }),
    { tool: 'forbidden' },
  ),
  formViolation(
    'an approval through a task by whoever asked',
    async ({ start }) => mcp('tasks/update', { taskId: await start('gated', 'lead'), inputResponses: YES }, 'lead'),
    { rpc: -32_602 },
  ),
  formViolation(
    'an approval through a task by somebody who may approve nothing',
    async ({ start }) => mcp('tasks/update', { taskId: await start('gated', 'lead'), inputResponses: YES }, 'team'),
    { rpc: -32_602 },
  ),
];

function changedLast(state: string): string {
  const middle = Math.floor(state.length / 2);
  return `${state.slice(0, middle)}${state[middle] === 'A' ? 'B' : 'A'}${state.slice(middle + 1)}`;
}

/** Changes what is signed, part by part, and leaves the signature as it is. */
function renamed(state: string, from: string, to: string): string {
  return state
    .split('.')
    .map((part) => {
      const text = Buffer.from(part, 'base64url').toString('utf8');
      return text.includes(from) ? Buffer.from(text.replaceAll(from, to)).toString('base64url') : part;
    })
    .join('.');
}
