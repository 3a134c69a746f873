import { inspect } from 'node:util';
import type { PipelineExecutor } from '@sluice/core';
import type { JenkinsInputScript, JenkinsServerOptions } from '@sluice/testkit';
import { describe, expect, it, vi } from 'vitest';
import { createJenkinsExecutor, type JenkinsTarget } from '../src/index.ts';
import { BEGUN, failure, type JenkinsBench, JOB, PASSWORD, scripted, setUp, stage, TARGET, TOKEN } from './jenkins.ts';

/** A build that waits in its second stage. */
async function waiting(
  input: Partial<JenkinsInputScript> = {},
  options: JenkinsServerOptions = {},
  executorOptions: Parameters<typeof setUp>[1] = {},
) {
  const step = { message: 'Deploy to $ENVIRONMENT?', ...input };
  const bench = await setUp(
    { ...scripted([stage('plan'), stage('deploy', { input: step })]), ...options },
    executorOptions,
  );
  const { runId } = await bench.startBuild({ ENVIRONMENT: 'prod' });
  await bench.clock.advance(1000);
  const [approval] = (await pending(bench, runId)) ?? [];
  return { ...bench, runId, request: { runId, target: TARGET, approvalId: approval?.id ?? '' } };
}

const APPROVE = { decision: 'approve' } as const;
const REJECT = { decision: 'reject' } as const;
const APPROVAL_ID = /^1\/Deploy\/[0-9a-f]{16}$/;
/** Of the right form, for a step that asks something else. */
const ANOTHER = '1/Deploy/0123456789abcdef';

function pending({ executor }: { executor: PipelineExecutor<JenkinsTarget> }, runId: string) {
  return executor.pendingApprovals?.({ runId, target: TARGET });
}

function answer(
  { executor }: { executor: PipelineExecutor<JenkinsTarget> },
  request: Parameters<NonNullable<PipelineExecutor<JenkinsTarget>['answerApproval']>>[0],
) {
  return Promise.resolve(executor.answerApproval?.(request));
}

function answersSent({ jenkins }: JenkinsBench) {
  return jenkins.simulator.requests().filter(({ route }) => route === 'answer-input');
}

describe('what a run waits for', () => {
  it('is the input step, with its stage, bound to its build', async () => {
    const bench = await waiting();
    expect(bench.executor.capabilities.approvals).toBe(true);
    expect(await pending(bench, bench.runId)).toEqual([
      {
        id: expect.stringMatching(APPROVAL_ID),
        title: 'Deploy to prod?',
        stage: 'deploy',
        url: `${bench.jenkins.url}/job/platform/job/compute/1/input/`,
        canReject: true,
        inputs: [],
      },
    ]);
  });

  it('is asked with all its inputs, but for what a secret is by default', async () => {
    const bench = await waiting({
      parameters: [
        { name: 'WAVE', type: 'choice', choices: ['1', '2'], default: '2', description: 'How many first' },
        { name: 'DRY_RUN', type: 'boolean' },
        { name: 'NOTE', type: 'string', default: 'none' },
        { name: 'PIN', type: 'password', default: 'hunter2' },
        { name: 'PLAN', type: 'file' },
      ],
    });
    const [approval] = (await pending(bench, bench.runId)) ?? [];
    expect(approval?.inputs).toEqual([
      { name: 'WAVE', description: 'How many first', choices: ['1', '2'], defaultValue: '2' },
      { name: 'DRY_RUN', description: undefined, choices: ['true', 'false'], defaultValue: 'false' },
      { name: 'NOTE', description: undefined, choices: undefined, defaultValue: 'none' },
      { name: 'PIN', description: undefined, choices: undefined, defaultValue: undefined },
      { name: 'PLAN', description: undefined, choices: undefined, defaultValue: undefined },
    ]);
  });

  it('is found by the id that the run had in the queue', async () => {
    const bench = await setUp(scripted([stage('deploy', { input: { message: '?' } })]));
    const { runId } = await bench.start();
    expect(await pending(bench, runId)).toEqual([]);
    await bench.clock.advance(BEGUN);
    expect(await pending(bench, runId)).toMatchObject([{ id: expect.stringMatching(APPROVAL_ID) }]);
  });

  it('is nothing before, between, and after its end', async () => {
    const bench = await waiting();
    const before = await bench.startBuild();
    expect(await pending(bench, before.runId)).toEqual([]);
    await answer(bench, { ...bench.request, ...APPROVE });
    expect(await pending(bench, bench.runId)).toEqual([]);
    await bench.clock.advance(60_000);
    expect(await pending(bench, bench.runId)).toEqual([]);
  });

  it('is nothing for a freestyle build, also without the plugin that shows input steps', async () => {
    const bench = await setUp({ ...scripted([stage('deploy')], { kind: 'freestyle' }), hasStageView: false });
    const { runId } = await bench.startBuild();
    expect(await pending(bench, runId)).toEqual([]);
    expect(await answer(bench, { runId, target: TARGET, approvalId: ANOTHER, ...APPROVE })).toEqual({
      outcome: 'not_pending',
    });
  });

  it('can not be told for a pipeline without that plugin, which is said', async () => {
    const bench = await setUp({ ...scripted([stage('deploy', { input: { message: '?' } })]), hasStageView: false });
    const { runId } = await bench.startBuild();
    const told = {
      name: 'ExecutorError',
      retryable: false,
      message: expect.stringContaining('its plugin "Pipeline: REST API" (pipeline-rest-api) is missing'),
    };
    expect(await failure(Promise.resolve(pending(bench, runId)))).toMatchObject(told);
    expect(await failure(answer(bench, { runId, target: TARGET, approvalId: ANOTHER, ...APPROVE }))).toMatchObject(
      told,
    );
  });

  it('is told without a stage where more than one waits', async () => {
    const bench = await waiting();
    const stages = ['a', 'b'].map((name) => ({ name, id: name, status: 'PAUSED_PENDING_INPUT' }));
    const body = JSON.stringify({ id: '1', name: '#1', status: 'PAUSED_PENDING_INPUT', stages });
    bench.jenkins.simulator.injectFault({ kind: 'status', status: 200, body, route: 'describe-run' });
    expect((await pending(bench, bench.runId))?.[0]).toMatchObject({ stage: undefined });
  });

  it.each([
    [{ kind: 'garbage' }, 'makes no sense'],
    [{ kind: 'status', status: 200, body: '[{"id":"..","message":"?"}]' }, 'makes no sense'],
    [{ kind: 'status', status: 403 }, 'Jenkins refused to show the input steps'],
    [{ kind: 'reset' }, 'The connection to Jenkins broke'],
  ] as const)('is an error where it can not be read (%j)', async (fault, message) => {
    const bench = await waiting();
    bench.jenkins.simulator.injectFault({ ...fault, route: 'list-inputs' });
    expect(await failure(Promise.resolve(pending(bench, bench.runId)))).toMatchObject({
      name: 'ExecutorError',
      message: expect.stringContaining(message),
    });
  });
});

describe('an answer', () => {
  it('lets the run go on', async () => {
    const bench = await waiting();
    expect(await answer(bench, { ...bench.request, ...APPROVE })).toEqual({ outcome: 'answered' });
    expect(answersSent(bench).map(({ path }) => path)).toEqual([
      '/job/platform/job/compute/1/input/Deploy/proceedEmpty',
    ]);
    await bench.clock.advance(5000);
    expect(await bench.executor.get(bench.request)).toMatchObject({ status: 'succeeded' });
  });

  it('of no ends it', async () => {
    const bench = await waiting();
    expect(await answer(bench, { ...bench.request, ...REJECT })).toEqual({ outcome: 'answered' });
    await bench.clock.advance(5000);
    expect(await bench.executor.get(bench.request)).toMatchObject({ status: 'cancelled' });
  });

  it('may be given with a password too', async () => {
    const bench = await waiting({}, {}, { token: undefined, password: PASSWORD });
    bench.jenkins.simulator.expireSessions();
    expect(await answer(bench, { ...bench.request, ...APPROVE })).toEqual({ outcome: 'answered' });
  });

  it('goes where Jenkins is, wherever Jenkins says that answers go', async () => {
    const bench = await waiting();
    const lies = { proceedUrl: 'http://evil.example/p', abortUrl: '/job/other/1/stop', redirectApprovalUrl: '/x' };
    const body = JSON.stringify([{ id: 'Deploy', message: 'Deploy to prod?', inputs: [], ...lies }]);
    bench.jenkins.simulator.injectFault({ kind: 'status', status: 200, body, route: 'list-inputs' });
    expect(await answer(bench, { ...bench.request, ...APPROVE })).toEqual({ outcome: 'answered' });
    expect(answersSent(bench)).toHaveLength(1);
  });

  it('says a step that is not one word in one piece', async () => {
    const bench = await waiting({ id: 'go/../ahead? #1' });
    const [approval] = (await pending(bench, bench.runId)) ?? [];
    expect(approval?.id).toMatch(/^1\/Go\/\.\.\/ahead\? #1\/[0-9a-f]{16}$/);
    expect(await answer(bench, { ...bench.request, ...APPROVE })).toEqual({ outcome: 'answered' });
  });
});

describe('an answer with inputs', () => {
  const parameters = [
    { name: 'WAVE', type: 'choice', choices: ['1', '2'], default: '2' },
    { name: 'DRY_RUN', type: 'boolean', default: true },
    { name: 'NOTE', type: 'string', default: 'none' },
    { name: 'PIN', type: 'password', default: 'hunter2' },
  ] as const;

  it.each([
    ['all of them', { WAVE: '1', DRY_RUN: 'false', NOTE: '"; rm -rf /', PIN: '42' }, {}],
    ['none', undefined, { WAVE: '2', DRY_RUN: 'true', NOTE: 'none', PIN: 'hunter2' }],
    ['some', { WAVE: '1', NOTE: '' }, { DRY_RUN: 'true', PIN: 'hunter2' }],
  ])('brings what was given and the defaults of the rest: %s', async (_, inputs, defaults) => {
    const bench = await waiting({ parameters });
    expect(await answer(bench, { ...bench.request, ...APPROVE, inputs })).toEqual({ outcome: 'answered' });
    expect(bench.jenkins.simulator.builds(JOB)[0]?.answers[0]?.values).toEqual({ ...inputs, ...defaults });
  });

  it.each([
    ['an unknown one', { SIZE: 'xl' }, [{ field: 'SIZE', message: 'is not an input of this approval' }]],
    ['one that any object has', { constructor: 'x' }, [{ field: 'constructor' }]],
    [
      'a value outside the choices',
      { WAVE: '3' },
      [{ field: 'WAVE', message: 'must be one of 1, 2', allowed: ['1', '2'] }],
    ],
    ['a boolean that is none', { DRY_RUN: 'yes' }, [{ field: 'DRY_RUN', allowed: ['true', 'false'] }]],
    ['several', { SIZE: 'xl', WAVE: '' }, [{ field: 'SIZE' }, { field: 'WAVE' }]],
  ])('that does not fit (%s) is refused before anything is sent', async (_, inputs, fields) => {
    const bench = await waiting({ parameters });
    const error = await failure(answer(bench, { ...bench.request, ...APPROVE, inputs }));
    expect(error).toMatchObject({ name: 'SluiceError', code: 'invalid_request', fields });
    expect(answersSent(bench)).toEqual([]);
    expect(inspect(error)).not.toContain('hunter2');
  });

  it('is refused where the step takes none', async () => {
    const bench = await waiting();
    expect(await failure(answer(bench, { ...bench.request, ...APPROVE, inputs: { WAVE: '1' } }))).toMatchObject({
      code: 'invalid_request',
    });
    expect(answersSent(bench)).toEqual([]);
  });

  it('of no needs none, and sends none', async () => {
    const bench = await waiting({ parameters });
    expect(await answer(bench, { ...bench.request, ...REJECT, inputs: { WAVE: '9' } })).toEqual({
      outcome: 'answered',
    });
    expect(answersSent(bench)).toMatchObject([{ path: expect.stringMatching(/\/abort$/), body: '' }]);
  });

  it('can not be given to a step that wants a file, only no', async () => {
    const bench = await waiting({ parameters: [{ name: 'PLAN', type: 'file' }] });
    expect(await failure(answer(bench, { ...bench.request, ...APPROVE }))).toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining("PLAN is a file, which can't be sent; answer the step in Jenkins"),
    });
    expect(answersSent(bench)).toEqual([]);
    expect(await answer(bench, { ...bench.request, ...REJECT })).toEqual({ outcome: 'answered' });
  });
});

describe('an answer that comes too late', () => {
  it.each([
    ['somebody proceeded', 'proceed'],
    ['somebody aborted', 'abort'],
  ] as const)('since %s is not sent', async (_, decision) => {
    const bench = await waiting();
    bench.jenkins.simulator.answerInput({ job: JOB, build: 1, input: 'Deploy', decision });
    expect(await answer(bench, { ...bench.request, ...APPROVE })).toEqual({ outcome: 'not_pending' });
    expect(answersSent(bench)).toEqual([]);
  });

  it.each([
    ['with inputs', [{ name: 'NOTE', type: 'string' }] as const],
    ['without', undefined],
  ])('by a moment is told from Jenkins’ answer (%s)', async (_, parameters) => {
    const bench = await waiting({ parameters });
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const { url } = input instanceof Request ? input : new Request(input);
      if (/proceedEmpty|inputSubmit/.test(url))
        bench.jenkins.simulator.answerInput({ job: JOB, build: 1, input: 'Deploy' });
      return globalThis.fetch(input, init);
    };
    const executor = createJenkinsExecutor({ baseUrl: bench.jenkins.url, user: 'sluice', token: TOKEN, fetch });
    expect(await answer({ executor }, { ...bench.request, ...APPROVE })).toEqual({ outcome: 'not_pending' });
    expect(bench.jenkins.simulator.builds(JOB)[0]?.answers).toMatchObject([{ user: 'somebody-else' }]);
  });

  it('since the step has gone is no error', async () => {
    const bench = await waiting();
    bench.jenkins.simulator.injectFault({ kind: 'status', status: 404, route: 'answer-input' });
    expect(await answer(bench, { ...bench.request, ...APPROVE })).toEqual({ outcome: 'not_pending' });
  });
});

describe('an answer that names', () => {
  it.each([
    ['another build', (id: string) => id.replace('1/', '2/')],
    ['no build', (id: string) => id.replace('1/', '')],
    ['no step', () => '1//0123456789abcdef'],
    ['no question', () => '1/Deploy'],
    ['more than itself', (id: string) => `${id}0`],
    ['a number that is none', (id: string) => `0${id}`],
    ['a path', (id: string) => `../${id}`],
    ['nothing', () => ''],
  ])('%s is refused, unsent', async (_, change) => {
    const bench = await waiting();
    const approvalId = change(bench.request.approvalId);
    await bench.startBuild();
    expect(await failure(answer(bench, { ...bench.request, approvalId, decision: 'approve' }))).toMatchObject({
      name: 'SluiceError',
      code: 'invalid_request',
      message: expect.stringContaining('List what is pending'),
    });
    expect(answersSent(bench)).toEqual([]);
  });

  it('a run that waits in the queue is refused', async () => {
    const bench = await setUp();
    const { runId } = await bench.start();
    expect(await failure(answer(bench, { runId, target: TARGET, approvalId: ANOTHER, ...APPROVE }))).toMatchObject({
      code: 'invalid_request',
    });
  });

  it('the step of a build never answers one of the next', async () => {
    const bench = await waiting();
    const second = await bench.startBuild({ ENVIRONMENT: 'dev' });
    await bench.clock.advance(1000);
    bench.jenkins.simulator.answerInput({ job: JOB, build: 1, input: 'Deploy' });
    const request = { ...bench.request, ...APPROVE };
    expect(await answer(bench, request)).toEqual({ outcome: 'not_pending' });
    expect(await failure(answer(bench, { ...request, runId: second.runId }))).toMatchObject({
      code: 'invalid_request',
    });
    expect(await pending(bench, second.runId)).toHaveLength(1);
  });
});

describe('an answer to a step that asks again under the same id', () => {
  it.each([
    ['message', { message: 'Deploy the second wave?' }],
    ['choice', { inputs: [{ name: 'WAVE', type: 'ChoiceParameterDefinition', definition: { choices: ['2'] } }] }],
    ['input', { inputs: [{ name: 'PIN', type: 'PasswordParameterDefinition', definition: {} }] }],
  ])('never answers the next question: another %s', async (_, next) => {
    const bench = await waiting({ parameters: [{ name: 'WAVE', type: 'choice', choices: ['1', '2'] }] });
    const [step] = JSON.parse(await pendingBody(bench));
    const body = JSON.stringify([{ ...step, ...next }]);
    bench.jenkins.simulator.injectFault({ kind: 'status', status: 200, body, route: 'list-inputs' });
    expect(await answer(bench, { ...bench.request, ...APPROVE })).toEqual({ outcome: 'not_pending' });
    expect(answersSent(bench)).toEqual([]);
  });

  it('takes a secret default for no other question, though Jenkins hides it anew each time', async () => {
    const bench = await waiting({ parameters: [{ name: 'PIN', type: 'password', default: 'hunter2' }] });
    const body = (await pendingBody(bench)).replace(/"defaultVal":"[^"]*"/, '"defaultVal":"{AQAA}"');
    bench.jenkins.simulator.injectFault({ kind: 'status', status: 200, body, route: 'list-inputs' });
    expect(await answer(bench, { ...bench.request, ...APPROVE })).toEqual({ outcome: 'answered' });
  });

  async function pendingBody({ jenkins }: JenkinsBench): Promise<string> {
    const authorization = `Basic ${btoa(`sluice:${TOKEN}`)}`;
    const url = `${jenkins.url}/job/platform/job/compute/1/wfapi/pendingInputActions`;
    return (await fetch(url, { headers: { authorization } })).text();
  }
});

describe('an answer that Jenkins refuses', () => {
  it.each([
    ['approve', { submitters: ['boss'] }, 'You need to be boss to submit this. Put the user that Sluice has'],
    ['reject', { submitters: ['boss'] }, "You need to be 'boss' (or have Job/Cancel permissions) to cancel this."],
  ] as const)('since its user may not (%s) says who may', async (decision, input, message) => {
    const users = [{ user: 'sluice', apiToken: TOKEN, permissions: ['Job/Read', 'Job/Build'] }] as const;
    const bench = await waiting(input, { users });
    expect(await failure(answer(bench, { ...bench.request, decision }))).toMatchObject({
      name: 'ExecutorError',
      retryable: false,
      message: expect.stringContaining(message),
    });
    expect(await pending(bench, bench.runId)).toHaveLength(1);
  });

  it.each([302, 403, 409])('with a %i is an error', async (status) => {
    const bench = await waiting();
    bench.jenkins.simulator.injectFault({ kind: 'status', status, route: 'answer-input' });
    expect(await failure(answer(bench, { ...bench.request, ...APPROVE }))).toMatchObject({
      name: 'ExecutorError',
      message: expect.stringContaining('take the answer to the input step'),
    });
  });
});

describe('an answer without a reply', () => {
  it.each([{ kind: 'commit-then-502' }, { kind: 'commit-then-reset' }, { kind: 'commit-then-timeout' }] as const)(
    '($kind) is unknown; asked again, it is not given twice',
    async (fault) => {
      const bench = await waiting({}, {}, { requestTimeoutMs: 1500 });
      bench.jenkins.simulator.injectFault({ ...fault, route: 'answer-input' });
      expect(await failure(answer(bench, { ...bench.request, ...APPROVE }))).toMatchObject({
        name: 'ExecutorError',
        outcome: 'unknown',
        retryable: true,
      });
      expect(await answer(bench, { ...bench.request, ...APPROVE })).toEqual({ outcome: 'not_pending' });
      expect(bench.jenkins.simulator.builds(JOB)[0]?.answers).toHaveLength(1);
      expect(answersSent(bench)).toHaveLength(1);
    },
  );

  it.each([{ kind: 'reset' }, { kind: 'status', status: 500 }, { kind: 'status', status: 504 }] as const)(
    'that was not taken (%j) is given by asking again',
    async (fault) => {
      const bench = await waiting();
      bench.jenkins.simulator.injectFault({ ...fault, route: 'answer-input' });
      expect(await failure(answer(bench, { ...bench.request, ...APPROVE }))).toMatchObject({
        outcome: 'unknown',
        message: expect.stringContaining('see whether the input step still waits'),
      });
      expect(await answer(bench, { ...bench.request, ...APPROVE })).toEqual({ outcome: 'answered' });
    },
  );

  it('is not sent where the look before it fails', async () => {
    const bench = await waiting();
    for (const route of ['get-build', 'list-inputs'] as const) {
      bench.jenkins.simulator.injectFault({ kind: 'loading', route });
      expect(await failure(answer(bench, { ...bench.request, ...APPROVE }))).toMatchObject({ retryable: true });
    }
    expect(answersSent(bench)).toEqual([]);
  });

  it('rejects with the reason of its signal, and sends nothing more', async () => {
    const bench = await waiting();
    const reason = new Error('The caller has gone');
    bench.jenkins.simulator.injectFault({ kind: 'commit-then-timeout', route: 'list-inputs' });
    const controller = new AbortController();
    const answered = failure(answer(bench, { ...bench.request, ...APPROVE, signal: controller.signal }));
    await vi.waitUntil(() => bench.jenkins.simulator.requests().some(({ route }) => route === 'list-inputs'));
    controller.abort(reason);
    expect(await answered).toBe(reason);
    expect(answersSent(bench)).toEqual([]);
  });
});
