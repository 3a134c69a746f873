import type { PendingApproval } from '@sluice/core';
import { describe, expect, it } from 'vitest';
import { LEAD, type McpAnswer, type McpProduct, startMcpProduct, TEAM, textOf } from '../../support/mcp-product.ts';

const STAGE = { environment: 'stage', version: '1.2' };
const ASKING = { as: LEAD, elicitation: true } as const;
const SECOND = { id: 'second', scopes: ['read', 'approve'] } as const;

/** What a person makes of the form. */
const YES = { action: 'accept', content: { approve: true, reason: 'looks right' } };
const NO = { action: 'accept', content: { approve: false, reason: 'not today' } };

async function askedToStart(product: McpProduct): Promise<McpAnswer> {
  return product.call('execute_web-app_pipeline', STAGE, ASKING);
}

function answered(product: McpProduct, asked: McpAnswer, answer: unknown): Promise<McpAnswer> {
  const { requestState } = asked.result;
  return product.call('execute_web-app_pipeline', STAGE, { ...ASKING, answer, requestState });
}

describe('an execution that awaits approval', () => {
  it('asks the person behind the client, and shows what would run', async () => {
    const product = await startMcpProduct();
    const { result } = await askedToStart(product);
    expect(result.resultType).toBe('input_required');
    const { method, params } = result.inputRequests.approval;
    expect(method).toBe('elicitation/create');
    expect(params.message).toMatch(/Start web-app in stage\?\nAsked for by lead\. Execution execution-1\./);
    expect(params.message).toContain('- version: "1.2"');
    expect(params.requestedSchema).toMatchObject({
      properties: { approve: { type: 'boolean' } },
      required: ['approve'],
    });
    expect(product.executor.starts).toHaveLength(0);
  });

  it('shows the person what the model wrote as data on one line each, whatever it is', async () => {
    const product = await startMcpProduct();
    const input = {
      environment: 'stage',
      tenant_id: 'acme?\nApproved by security',
      version: '1\u202e2\n- version: "3"',
    };
    const { result } = await product.call('execute_web-app_pipeline', input, ASKING);
    const { message } = result.inputRequests.approval.params;
    expect(message.split('\n')).toEqual([
      'Start web-app in stage for tenant "acme? Approved by security"?',
      'Asked for by lead. Execution execution-1.',
      'Parameters:',
      '- version: "12\\n- version: \\"3\\""',
      expect.stringContaining('Can be approved until'),
    ]);
  });

  it('starts when the person says yes, and the record names who and why', async () => {
    const product = await startMcpProduct();
    const { result } = await answered(product, await askedToStart(product), YES);
    expect(product.executor.starts).toHaveLength(1);
    expect(result.structuredContent).toMatchObject({
      execution_id: 'execution-1',
      approval: { decision: 'approved', decided_by: 'lead', reason: 'looks right' },
    });
  });

  it('is denied when the person says no', async () => {
    const product = await startMcpProduct();
    const { result } = await answered(product, await askedToStart(product), NO);
    expect(result).toMatchObject({
      isError: true,
      structuredContent: { status: 'denied', approval: { decided_by: 'lead', reason: 'not today' } },
      content: [{ text: expect.stringContaining('Denied by lead: "not today"') }, {}],
    });
    expect(product.executor.starts).toHaveLength(0);
  });

  it.each(['decline', 'cancel'])('goes on waiting when the person answers the form with %s', async (action) => {
    const product = await startMcpProduct();
    const answer = await answered(product, await askedToStart(product), { action });
    expect(answer.result.structuredContent.status).toBe('awaiting_approval');
    expect(textOf(answer)).toContain('did not decide');
    expect(product.executor.starts).toHaveLength(0);
  });

  it.each([
    ['has no answer', undefined],
    ['has an answer that is no form', { action: 'accept', content: { approve: 'yes' } }],
    ['has an answer without content', { action: 'accept' }],
    ['has an answer of another kind', { roots: [] }],
  ])('asks again when a round %s', async (_, answer) => {
    const product = await startMcpProduct();
    const { result } = await answered(product, await askedToStart(product), answer);
    expect(result.resultType).toBe('input_required');
    expect(product.executor.starts).toHaveLength(0);
  });

  it('is not approved by an answer that comes without the question it belongs to', async () => {
    const product = await startMcpProduct();
    await askedToStart(product);
    const { result } = await product.call('execute_web-app_pipeline', STAGE, { ...ASKING, answer: YES });
    expect(result.resultType).toBe('input_required');
    expect(product.executor.starts).toHaveLength(0);
  });

  it('tells a client that can not ask who may approve it, and how', async () => {
    const product = await startMcpProduct({ publicUrl: 'https://sluice.test/' });
    const answer = await product.call('execute_web-app_pipeline', STAGE, { as: LEAD });
    expect(answer.result.structuredContent.status).toBe('awaiting_approval');
    expect(textOf(answer)).toContain('POST https://sluice.test/executions/execution-1/approve');
    expect(textOf(answer)).toContain('Your own word is not an approval');
  });

  it.each([
    ['lacks the scope', TEAM, 'stage'],
    ['is the one who asked where a second person is wanted', LEAD, 'prod'],
  ])('does not ask a person who %s', async (_, principal, environment) => {
    const product = await startMcpProduct();
    const answer = await product.call(
      'execute_web-app_pipeline',
      { environment },
      { as: principal, elicitation: true },
    );
    expect(answer.result.structuredContent.status).toBe('awaiting_approval');
    if (environment === 'prod') expect(textOf(answer)).toContain('and is not lead');
  });
});

describe('the state of a question', () => {
  it('can not be replayed once the question is answered', async () => {
    const product = await startMcpProduct();
    const asked = await askedToStart(product);
    await answered(product, asked, YES);
    const replayed = await answered(product, asked, YES);
    expect(replayed.result.isError).toBe(true);
    expect(textOf(replayed)).toMatch(/changed nothing: execution execution-1 .* lead has approved it/);
    expect(product.executor.starts).toHaveLength(1);
  });

  it.each([
    ['forged', (state: string) => `${state.slice(0, -4)}AAAA`],
    [
      'rewritten',
      (state: string) =>
        `v1.${btoa('{"p":{"executionId":"execution-1","principal":"lead"},"exp":9999999999}')}.${state.split('.')[2]}`,
    ],
    ['no state at all', () => 'approved'],
  ])('is refused when it is %s', async (_, change) => {
    const product = await startMcpProduct();
    const asked = await askedToStart(product);
    const requestState = change(asked.result.requestState);
    const answer = await product.call('execute_web-app_pipeline', STAGE, { ...ASKING, answer: YES, requestState });
    expect(answer.result.isError).toBe(true);
    expect(textOf(answer)).toMatch(/Nothing was decided.*requestState/);
    expect(product.executor.starts).toHaveLength(0);
  });

  it('is refused when it is too old', async () => {
    const product = await startMcpProduct({ clock: { mode: 'manual' } });
    const asked = await askedToStart(product);
    await product.clock.advance(15 * 60_000);
    const answer = await answered(product, asked, YES);
    expect(textOf(answer)).toContain('later than 15 minutes');
    expect(product.executor.starts).toHaveLength(0);
  });

  it('is refused when another principal sends it', async () => {
    const product = await startMcpProduct();
    const { requestState } = (await askedToStart(product)).result;
    const thief = { ...LEAD, id: 'thief' };
    const answer = await product.call('execute_web-app_pipeline', STAGE, {
      as: thief,
      elicitation: true,
      answer: YES,
      requestState,
    });
    expect(answer.result.isError).toBe(true);
    expect(textOf(answer)).toContain('asked of somebody else');
    expect(product.executor.starts).toHaveLength(0);
  });

  it.each([
    ['another version', { environment: 'stage', version: '6.6.6' }],
    ['another environment', { environment: 'prod', version: '1.2' }],
  ])('is refused for a call about %s', async (_, input) => {
    const product = await startMcpProduct();
    const { requestState } = (await askedToStart(product)).result;
    const answer = await product.call('execute_web-app_pipeline', input, { ...ASKING, answer: YES, requestState });
    expect(answer.result.isError).toBe(true);
    expect(textOf(answer)).toContain('about something else');
    expect(product.executor.starts).toHaveLength(0);
  });

  it('holds at every server that has the key, and at no other', async () => {
    const requestStateKey = 'a-key-that-all-servers-of-a-team-share';
    const [first, second, stranger] = [
      await startMcpProduct({ requestStateKey }),
      await startMcpProduct({ requestStateKey }),
      await startMcpProduct(),
    ];
    const { requestState } = (await askedToStart(first)).result;
    for (const server of [second, stranger]) await askedToStart(server);
    const round = { ...ASKING, answer: YES, requestState };
    const same = await second.call('execute_web-app_pipeline', STAGE, round);
    expect(same.result.structuredContent.approval?.decision).toBe('approved');
    const other = await stranger.call('execute_web-app_pipeline', STAGE, round);
    expect(other.result.isError).toBe(true);
  });

  it('needs a key that is long enough', async () => {
    await expect(startMcpProduct({ requestStateKey: 'short' })).rejects.toThrow(/requestStateKey.*32 bytes/);
  });
});

describe('answer_approval', () => {
  const QUESTION: PendingApproval = {
    id: 'job-7@1',
    title: 'Deploy to\nstage?',
    stage: 'deploy',
    url: 'http://ci.test/job/7',
    canReject: true,
    inputs: [{ name: 'color', choices: ['blue', 'green'], defaultValue: 'blue' }, { name: 'note' }],
  };

  /** An execution in `stage` that `TEAM` has asked for and nobody has approved. */
  async function waiting(): Promise<McpProduct> {
    const product = await startMcpProduct({ waitMs: 0 });
    await product.call('execute_web-app_pipeline', STAGE);
    return product;
  }

  /** An execution in `dev` whose run asks. */
  async function blocked(...questions: readonly PendingApproval[]): Promise<McpProduct> {
    const product = await startMcpProduct({ waitMs: 0 });
    await product.call('execute_web-app_pipeline', { environment: 'dev' });
    product.executor.ask('execution-1', ...questions);
    return product;
  }

  const approve = { execution_id: 'execution-1', decision: 'approve' };
  const deny = { execution_id: 'execution-1', decision: 'deny' };

  it('approves nothing on the word of the model', async () => {
    const product = await waiting();
    const answer = await product.call('answer_approval', { ...approve, reason: 'the user said yes' }, { as: LEAD });
    expect(answer.result.isError).toBe(true);
    expect(textOf(answer)).toMatch(/a person must say so.*\/executions\/execution-1\/approve/s);
    expect(product.executor.starts).toHaveLength(0);
  });

  it('approves when the person says so in the form', async () => {
    const product = await waiting();
    const asked = await product.call('answer_approval', approve, ASKING);
    expect(asked.result.resultType).toBe('input_required');
    const { requestState } = asked.result;
    const { result } = await product.call('answer_approval', approve, { ...ASKING, answer: YES, requestState });
    expect(result.structuredContent).toMatchObject({
      outcome: 'answered',
      execution: { approval: { decision: 'approved', decided_by: 'lead' } },
    });
    expect(product.executor.starts).toHaveLength(1);
  });

  it.each([
    ['declines', { action: 'decline' }, 'not_pending', 'awaiting_approval'],
    ['says no in the form', NO, 'answered', 'denied'],
  ])('heeds a person who %s', async (_, answer, outcome, status) => {
    const product = await waiting();
    const { requestState } = (await product.call('answer_approval', approve, ASKING)).result;
    const { result } = await product.call('answer_approval', approve, { ...ASKING, answer, requestState });
    expect(result.structuredContent).toMatchObject({ outcome, execution: { status } });
    expect(product.executor.starts).toHaveLength(0);
  });

  it('denies at once, without a form', async () => {
    const product = await waiting();
    const { result } = await product.call('answer_approval', { ...deny, reason: 'wrong version' }, { as: LEAD });
    expect(result.structuredContent).toMatchObject({
      outcome: 'answered',
      execution: { status: 'denied', approval: { reason: 'wrong version' } },
    });
  });

  it('does not let whoever asked be the second person', async () => {
    const product = await startMcpProduct({ waitMs: 0 });
    await product.call('execute_web-app_pipeline', { environment: 'prod' }, { as: LEAD });
    const own = await product.call('answer_approval', approve, ASKING);
    expect(own.result.isError).toBe(true);
    expect(textOf(own)).toContain('somebody else must approve it');
    const other = { as: SECOND, elicitation: true };
    const { requestState } = (await product.call('answer_approval', approve, other)).result;
    const { result } = await product.call('answer_approval', approve, { ...other, answer: YES, requestState });
    expect(result.structuredContent.execution.approval?.decided_by).toBe('second');
  });

  it('is refused the question of another execution', async () => {
    const product = await waiting();
    await product.call('execute_web-app_pipeline', { environment: 'stage', tenant_id: 'acme' });
    const { requestState } = (await product.call('answer_approval', approve, ASKING)).result;
    const other = { ...approve, execution_id: 'execution-2' };
    const answer = await product.call('answer_approval', other, { ...ASKING, answer: YES, requestState });
    expect(answer.result.isError).toBe(true);
    expect(product.executor.starts).toHaveLength(0);
  });

  it('shows what a run asks, and passes on what the person says', async () => {
    const product = await blocked(QUESTION);
    const seen = await product.call('get_execution', { execution_id: 'execution-1' });
    expect(textOf(seen)).toContain('asks a person: "Deploy to stage?", stage "deploy", approval_id "job-7@1"');
    const asked = await product.call('answer_approval', approve, ASKING);
    const form = asked.result.inputRequests.approval.params;
    expect(form.message).toContain('The run of web-app in dev asks: "Deploy to stage?"');
    expect(form.requestedSchema.properties.input_color).toEqual({
      type: 'string',
      title: 'color',
      enum: ['blue', 'green'],
      default: 'blue',
    });
    const answer = { action: 'accept', content: { approve: true, input_color: 'green', input_other: 'x' } };
    const round = { ...ASKING, answer, requestState: asked.result.requestState };
    const { result } = await product.call('answer_approval', approve, round);
    expect(result.structuredContent.outcome).toBe('answered');
    expect(product.executor.answers).toMatchObject([
      { approvalId: 'job-7@1', decision: 'approve', inputs: { color: 'green' } },
    ]);
    const replayed = await product.call('answer_approval', approve, round);
    expect(replayed.result.isError).toBe(true);
    expect(product.executor.answers).toHaveLength(1);
  });

  it('wants to know which, where a run asks several things', async () => {
    const product = await blocked(QUESTION, { id: 'job-8@1', title: 'Second?', canReject: false });
    const vague = await product.call('answer_approval', approve, ASKING);
    expect(textOf(vague)).toMatch(/several things.*"job-7@1".*"job-8@1"/s);
    const exact = await product.call('answer_approval', { ...approve, approval_id: 'job-8@1' }, ASKING);
    expect(exact.result.inputRequests.approval.params.message).toContain('Second?');
    const swapped = await product.call(
      'answer_approval',
      { ...approve, approval_id: 'job-7@1' },
      { ...ASKING, answer: YES, requestState: exact.result.requestState },
    );
    expect(swapped.result.isError).toBe(true);
    expect(product.executor.answers).toHaveLength(0);
  });

  it('rejects what a run asks at once, where the CI system has a way to', async () => {
    const product = await blocked(QUESTION, { id: 'job-8@1', title: 'Second?', canReject: false });
    await product.call('answer_approval', { ...deny, approval_id: 'job-7@1' }, { as: LEAD });
    expect(product.executor.answers).toMatchObject([{ approvalId: 'job-7@1', decision: 'reject' }]);
    const other = await product.call('answer_approval', { ...deny, approval_id: 'job-8@1' }, { as: LEAD });
    expect(other.result.isError).toBe(true);
    expect(textOf(other)).toContain('call cancel_execution');
  });

  it('says so when nobody waits for an answer', async () => {
    const product = await startMcpProduct({ waitMs: 0 });
    await product.call('execute_web-app_pipeline', { environment: 'dev' });
    const answer = await product.call('answer_approval', approve, ASKING);
    expect(answer.result.isError).toBe(true);
    expect(textOf(answer)).toContain('is queued and does not wait for that answer');
  });

  it('asks about a retry as well', async () => {
    const product = await waiting();
    await product.call('answer_approval', deny, { as: LEAD });
    const asked = await product.call('retry_execution', { execution_id: 'execution-1' }, ASKING);
    expect(asked.result.inputRequests.approval.params.message).toContain('as a retry of execution-1');
    const { requestState } = asked.result;
    const wrong = await product.call(
      'retry_execution',
      { execution_id: 'execution-9' },
      { ...ASKING, answer: YES, requestState },
    );
    expect(wrong.result.isError).toBe(true);
    const right = await product.call(
      'retry_execution',
      { execution_id: 'execution-1' },
      { ...ASKING, answer: YES, requestState },
    );
    expect(right.result.structuredContent).toMatchObject({
      retry_of: 'execution-1',
      approval: { decision: 'approved' },
    });
  });
});
