import { describe, expect, it } from 'vitest';
import type { JenkinsInputScript } from '../src/index.ts';
import { basic, type Schemas, STARTS_AFTER_MS, setUpJenkins, setUpScript, stage } from './jenkins.ts';

const POST = { method: 'POST' } as const;

async function setUp(input: Partial<JenkinsInputScript> = {}) {
  const bench = setUpScript([
    stage('plan'),
    stage('deploy', { input: { message: 'Deploy to $ENVIRONMENT?', ...input } }),
  ]);
  await bench.start();
  await bench.clock.advance(STARTS_AFTER_MS + 1000);
  const pending = async () => (await bench.job('/1/wfapi/pendingInputActions')).json<Schemas['PendingInput'][]>();
  const answer = (action: string) => bench.job(`/1/input/Deploy/${action}`, POST);
  return { ...bench, pending, answer };
}

describe('an input step', () => {
  it('waits until somebody answers it', async () => {
    const { look, clock, pending, answer, job } = await setUp();
    await clock.advance(60 * 60_000);
    expect(look()).toBe('- building plan:SUCCESS deploy:PAUSED_PENDING_INPUT');
    expect(await pending()).toEqual([
      {
        id: 'Deploy',
        message: 'Deploy to dev?',
        proceedText: 'Proceed',
        inputs: [],
        proceedUrl: '/job/platform/job/bootstrap/1/input/Deploy/proceedEmpty',
        abortUrl: '/job/platform/job/bootstrap/1/input/Deploy/abort',
        redirectApprovalUrl: '/job/platform/job/bootstrap/1/input/',
      },
    ]);
    expect((await answer('proceedEmpty')).status).toBe(200);
    expect(await pending()).toEqual([]);
    expect(look()).toBe('- building plan:SUCCESS deploy:IN_PROGRESS');
    await clock.advance(1200);
    expect(look()).toBe('SUCCESS over plan:SUCCESS deploy:SUCCESS');
    expect((await job('/1/wfapi/describe')).json()).toMatchObject({
      status: 'SUCCESS',
      pauseDurationMillis: 60 * 60_000,
      stages: [{}, { pauseDurationMillis: 60 * 60_000, durationMillis: 60 * 60_000 + 1000 }],
    });
    expect((await job('/1/logText/progressiveText')).text).toContain(
      'Deploy to dev?\r\nProceed or Abort\r\nApproved by sluice\r\n',
    );
  });

  it('makes the build as a whole wait in wfapi', async () => {
    const { job } = await setUp();
    expect((await job('/1/wfapi/describe')).json()).toMatchObject({ status: 'PAUSED_PENDING_INPUT' });
  });

  it('aborts the build', async () => {
    const { look, clock, answer, simulator } = await setUp();
    expect((await answer('abort')).status).toBe(200);
    expect(look()).toBe('ABORTED building plan:SUCCESS deploy:ABORTED');
    await clock.advance(200);
    expect(look()).toBe('ABORTED over plan:SUCCESS deploy:ABORTED');
    expect(simulator.builds('platform/bootstrap')).toMatchObject([
      { answers: [{ input: 'Deploy', decision: 'abort', user: 'sluice' }] },
    ]);
  });

  it.each([
    ['proceedEmpty', 'abort'],
    ['abort', 'proceedEmpty'],
    ['proceedEmpty', 'proceedEmpty'],
  ])('can be answered once: %s, then %s', async (first, second) => {
    const { answer, simulator } = await setUp();
    expect((await answer(first)).status).toBe(200);
    const again = await answer(second);
    expect([again.status, again.text]).toEqual([400, expect.stringContaining('This input has been already given')]);
    expect(simulator.builds('platform/bootstrap')[0]?.answers).toHaveLength(1);
  });

  it('ends with a build that is stopped', async () => {
    const { look, clock, job, pending, answer } = await setUp();
    await job('/1/stop', POST);
    await clock.advance(60_000);
    expect(look()).toBe('ABORTED over plan:SUCCESS deploy:ABORTED');
    expect(await pending()).toEqual([]);
    expect((await answer('proceedEmpty')).status).toBe(404);
  });

  it('is not there before the build comes to it, nor under another name', async () => {
    const { start, clock, job, simulator } = await setUp();
    await start({ SLUICE_EXECUTION_ID: 'b' });
    await clock.advance(STARTS_AFTER_MS);
    expect((await job('/2/input/Deploy/proceedEmpty', POST)).status).toBe(404);
    expect((await job('/1/input/Other/proceedEmpty', POST)).status).toBe(404);
    expect((await job('/1/input/Plan/proceedEmpty', POST)).status).toBe(404);
    expect((await job('/1/input/Deploy/proceedEmpty')).status).toBe(405);
    expect(simulator.builds('platform/bootstrap').flatMap(({ answers }) => answers)).toEqual([]);
  });
});

describe('an input step with parameters', () => {
  const parameters = [
    { name: 'WAVE', type: 'choice', choices: ['1', '2'] },
    { name: 'DRY_RUN', type: 'boolean' },
  ] as const;
  const submit = (json: string) => ({ ...POST, body: { json } });
  const SUBMIT = '/1/wfapi/inputSubmit?inputId=Deploy';

  it('tells what it asks for, and takes it', async () => {
    const { job, pending, simulator, look } = await setUp({ parameters });
    expect(await pending()).toMatchObject([
      {
        proceedUrl: '/job/platform/job/bootstrap/1/wfapi/inputSubmit?inputId=Deploy',
        inputs: [
          { type: 'ChoiceParameterDefinition', name: 'WAVE', definition: { choices: ['1', '2'], defaultVal: '1' } },
          { type: 'BooleanParameterDefinition', name: 'DRY_RUN', definition: { defaultVal: false } },
        ],
      },
    ]);
    const json = JSON.stringify({ parameter: [{ name: 'WAVE', value: '2' }] });
    expect((await job(SUBMIT, submit(json))).status).toBe(200);
    expect(look()).toContain('deploy:IN_PROGRESS');
    expect(simulator.builds('platform/bootstrap')).toMatchObject([
      { answers: [{ decision: 'proceed', values: { WAVE: '2' } }] },
    ]);
    expect(simulator.builds('platform/bootstrap')[0]?.answers[0]?.values).not.toHaveProperty('DRY_RUN');
    expect((await job(SUBMIT, submit(json))).status).toBe(400);
  });

  it.each([
    ['', 400],
    ['{}', 400],
    ['{"parameter":[{"name":"OTHER","value":"1"}]}', 400],
    ['{"parameter":[{"name":"WAVE","value":"3"}]}', 500],
  ])('refuses %j with %i, and goes on waiting', async (json, status) => {
    const { job, pending } = await setUp({ parameters });
    expect((await job(SUBMIT, submit(json))).status).toBe(status);
    expect(await pending()).toHaveLength(1);
  });

  it('goes on without any values on proceedEmpty', async () => {
    const { answer, simulator } = await setUp({ parameters });
    await answer('proceedEmpty');
    expect(simulator.builds('platform/bootstrap')[0]?.answers).toMatchObject([{ values: {} }]);
    expect(simulator.builds('platform/bootstrap')[0]?.answers[0]?.values).toEqual({});
  });

  it('gets its defaults from the form that a person sends', async () => {
    const { simulator } = await setUp({ parameters });
    const answer = { job: 'platform/bootstrap', build: 1, input: 'Deploy' };
    simulator.answerInput({ ...answer, parameters: { WAVE: '2' } });
    expect(simulator.builds('platform/bootstrap')[0]?.answers[0]?.values).toEqual({ WAVE: '2', DRY_RUN: 'false' });
  });

  it('shows a secret default in a form that only Jenkins reads, and a file without any', async () => {
    const secret = { name: 'PIN', type: 'password', default: 'hunter2', description: 'Of the vault' } as const;
    const { job, pending, simulator } = await setUp({ parameters: [secret, { name: 'PLAN', type: 'file' }] });
    const [step] = await pending();
    expect(step?.inputs).toEqual([
      {
        type: 'PasswordParameterDefinition',
        name: 'PIN',
        description: 'Of the vault',
        definition: { defaultVal: expect.stringMatching(/^\{.+\}$/) },
      },
      { type: 'FileParameterDefinition', name: 'PLAN', definition: {} },
    ]);
    expect(JSON.stringify(step)).not.toContain('hunter2');
    const value = step?.inputs?.[0]?.definition?.defaultVal;
    const json = JSON.stringify({ parameter: [{ name: 'PIN', value }] });
    expect((await job(SUBMIT, submit(json))).status).toBe(200);
    expect(simulator.builds('platform/bootstrap')[0]?.answers[0]?.values).toEqual({ PIN: 'hunter2' });
  });
});

describe('who may answer', () => {
  it.each([
    ['owner', 'proceedEmpty', 200],
    ['canceller', 'proceedEmpty', 400],
    ['canceller', 'abort', 200],
    ['builder', 'proceedEmpty', 400],
    ['builder', 'abort', 400],
  ] as const)('%s: %s of a step that names submitters is answered with %i', async (user, action, status) => {
    const input = { id: 'go', message: 'Go?', submitters: ['owner', 'boss'] };
    const bench = setUpJenkins({
      users: [
        { user: 'owner', apiToken: 't' },
        { user: 'canceller', apiToken: 't', permissions: ['Job/Read', 'Job/Cancel'] },
        { user: 'builder', apiToken: 't', permissions: ['Job/Read', 'Job/Build'] },
      ],
      jobs: [{ path: 'x', script: { stages: [stage('a', { input })] } }],
    });
    bench.simulator.startForeignBuild({ job: 'x' });
    await bench.clock.advance(STARTS_AFTER_MS);
    const headers = { authorization: basic(user, 't') };
    const answer = await bench.call(`/job/x/1/input/Go/${action}`, { ...POST, headers });
    expect(answer.status).toBe(status);
    const refusal = {
      proceedEmpty: 'You need to be owner,boss to submit this.',
      abort: "You need to be 'owner,boss' (or have Job/Cancel permissions) to cancel this.",
    };
    if (status === 400) expect(answer.text).toContain(refusal[action]);
  });

  it('is whoever may build, when the step does not say', async () => {
    const bench = setUpJenkins({
      users: [{ user: 'reader', apiToken: 't', permissions: ['Job/Read'] }],
      jobs: [{ path: 'x', script: { stages: [stage('a', { input: { message: 'Go?' } })] } }],
    });
    bench.simulator.startForeignBuild({ job: 'x' });
    await bench.clock.advance(STARTS_AFTER_MS);
    const headers = { authorization: basic('reader', 't') };
    const answer = await bench.call('/job/x/1/input/A/proceedEmpty', { ...POST, headers });
    expect([answer.status, answer.text]).toEqual([
      400,
      expect.stringContaining('Job/Build permissions to submit this.'),
    ]);
    const abort = await bench.call('/job/x/1/input/A/abort', { ...POST, headers });
    expect([abort.status, abort.text]).toEqual([400, expect.stringContaining('have Job/Cancel permissions to cancel')]);
    bench.simulator.answerInput({ job: 'x', build: 1, input: 'A', user: 'dora' });
    expect(bench.simulator.builds('x')).toMatchObject([{ answers: [{ user: 'dora', decision: 'proceed' }] }]);
  });
});
