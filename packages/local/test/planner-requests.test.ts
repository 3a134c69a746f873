import { beforeAll, describe, expect, it } from 'vitest';
import { EMPTY, execution, ID, loadTalking, OTHER, type Talking, URL } from './planner-conversation.ts';

let talk: Talking;
beforeAll(async () => {
  talk = await loadTalking();
});

describe('a request', () => {
  it('is handed on after a look into the memory, followed to its end, and told as it ended', () => {
    const { say, calls } = talk({
      'query-memory': { body: EMPTY },
      'execute-bootstrap-pipeline': { body: execution('starting'), tookMs: 1000 },
      'get-execution': [
        { body: execution('running', { stages: [{ name: 'deploy', status: 'running' }] }), tookMs: 11_000 },
        { body: execution('succeeded', { stages: [{ name: 'deploy', status: 'succeeded' }] }), tookMs: 5000 },
      ],
    });
    const end = say('Deploy bootstrap infrastructure for dev environment');
    expect(calls).toEqual([
      'query-memory {"environment":"dev"}',
      'invoke-specialized-agent {"agent_type":"bootstrap","input":"Deploy bootstrap infrastructure for dev environment"}',
      'execute-bootstrap-pipeline {"environment":"dev"}',
      `get-execution {"execution_id":"${ID}","wait_seconds":19}`,
      `get-execution {"execution_id":"${ID}","wait_seconds":8}`,
    ]);
    expect(end).toMatchObject({ step: 'answer', outcome: 'succeeded', executionIds: [ID] });
    expect(end.text).toBe(
      `bootstrap in dev succeeded after about 17 s.\nStages: deploy (ok)\nExecution: ${ID}\nLink: ${URL}`,
    );
  });

  it('that is not finished in time is said to be not complete, and can be asked for again', () => {
    const { say, calls } = talk({
      'query-memory': { body: EMPTY },
      'execute-bootstrap-pipeline': { body: execution('queued') },
      'get-execution': [
        {
          body: execution('running', {
            stages: [
              { name: 'plan', status: 'succeeded' },
              { name: 'deploy', status: 'running' },
            ],
          }),
          tookMs: 20_000,
        },
        { body: execution('succeeded') },
      ],
    });
    const end = say('bootstrap dev');
    expect(end.outcome).toBe('unfinished');
    expect(end.text).toContain('bootstrap in dev is still running after 20 s; it is not complete yet.');
    expect(end.text).toContain('Stages: plan (ok), deploy (running)');
    expect(end.text).not.toMatch(/succeeded|deployed/);
    expect(say('is it done?')).toMatchObject({ outcome: 'succeeded' });
    expect(calls.slice(-2)).toEqual([
      `invoke-specialized-agent ${JSON.stringify({ agent_type: 'bootstrap', input: `is it done?\n(This is about execution ${ID}.)` })}`,
      `get-execution {"execution_id":"${ID}"}`,
    ]);
  });

  it('that lacks a parameter is completed by the next message', () => {
    const { say, calls } = talk({
      'query-memory': { body: EMPTY },
      'execute-app-pipeline': { body: execution('succeeded') },
    });
    expect(say('deploy version 1.4.2 of the app')).toMatchObject({ step: 'ask', outcome: 'asked' });
    expect(say('which environments are there?')).toMatchObject({
      step: 'ask',
      text: expect.stringContaining('dev, staging, prod'),
    });
    expect(say('to dev please')).toMatchObject({ outcome: 'succeeded' });
    expect(calls.at(-1)).toBe('execute-app-pipeline {"image_tag":"1.4.2","environment":"dev"}');
  });

  it('that lacks a parameter is dropped when the subject changes', () => {
    const { say, calls } = talk({
      'query-memory': { body: EMPTY },
      'execute-app-pipeline': { body: execution('succeeded') },
    });
    say('deploy version 1.4.2 of the app');
    expect(say('What is deployed in prod?')).toMatchObject({ outcome: 'answered' });
    expect(say('dev')).toMatchObject({ outcome: 'nothing_asked' });
    say('deploy the app to staging');
    expect(calls.at(-1)).toBe('execute-app-pipeline {"environment":"staging"}');
  });

  it.each(['never mind', 'forget it', 'no', 'cancel'])('that lacks a parameter is dropped when told: %s', (message) => {
    const { say, calls } = talk({
      'query-memory': { body: EMPTY },
      'execute-app-pipeline': { body: execution('succeeded') },
    });
    say('deploy version 1.4.2 of the app');
    expect(say(message)).toMatchObject({ outcome: 'error', text: expect.stringContaining('Nothing was started') });
    expect(say('dev')).toMatchObject({ outcome: 'nothing_asked' });
    expect(calls.filter((call) => call.startsWith('execute'))).toEqual([]);
  });

  it('for several things is asked about, and starts the one that is chosen', () => {
    const { say, calls } = talk({
      'query-memory': { body: EMPTY },
      'execute-compute-pipeline': { body: execution('succeeded') },
    });
    expect(say('deploy to dev')).toMatchObject({ outcome: 'asked' });
    say('compute');
    expect(calls.at(-1)).toBe('execute-compute-pipeline {"environment":"dev"}');
  });

  it('goes on although the memory can not be read', () => {
    const { say, calls } = talk({
      'query-memory': { status: 503, body: { code: 'store_unavailable', message: 'The memory is down.' } },
      'execute-bootstrap-pipeline': { body: execution('succeeded') },
    });
    expect(say('bootstrap dev')).toMatchObject({ outcome: 'succeeded' });
    expect(calls).toHaveLength(3);
    expect(say('what is deployed in dev?')).toMatchObject({
      outcome: 'error',
      text: expect.stringContaining('The memory is down.'),
    });
  });

  it('can be repeated with another value', () => {
    const { say, calls } = talk({ 'execute-app-pipeline': { body: execution('succeeded') } }, { agentType: 'app' });
    say('deploy version 1.4.2 to dev with 3 replicas');
    say('deploy it to staging too');
    say('the same for prod please, run it again with 5 replicas');
    expect(calls).toEqual([
      'execute-app-pipeline {"replicas":3,"environment":"dev","image_tag":"1.4.2"}',
      'execute-app-pipeline {"replicas":3,"environment":"staging","image_tag":"1.4.2"}',
      'execute-app-pipeline {"replicas":5,"environment":"prod","image_tag":"1.4.2"}',
    ]);
  });

  it('for another version carries nothing over', () => {
    const { say, calls } = talk({ 'execute-app-pipeline': { body: execution('succeeded') } }, { agentType: 'app' });
    say('deploy version 1.4.2 to dev with 3 replicas');
    say('deploy the app to staging and make sure it has 2 replicas');
    expect(calls.at(-1)).toBe('execute-app-pipeline {"replicas":2,"environment":"staging"}');
  });

  it('with a value that the tool refuses can be put right', () => {
    const refusal = {
      code: 'invalid_parameters',
      message: 'Nothing was started: environment "mars" is not an environment of this pipeline, allowed: dev, prod.',
      errors: [
        { field: 'environment', message: '"mars" is not an environment of this pipeline', allowed: ['dev', 'prod'] },
      ],
      nothing_started: true,
    };
    const { say, calls } = talk({
      'query-memory': { status: 400, body: refusal },
      'execute-app-pipeline': [{ status: 400, body: refusal }, { body: execution('succeeded') }],
    });
    const end = say('deploy app 1.4.2 to the mars environment');
    expect(end).toMatchObject({ step: 'ask', text: `${refusal.message}\nWhich environment should it be?` });
    expect(say('dev')).toMatchObject({ outcome: 'succeeded' });
    expect(calls.at(-1)).toBe('execute-app-pipeline {"image_tag":"1.4.2","environment":"dev"}');
  });

  it('that another execution stands in the way of says which, and that one can be asked about', () => {
    const message = `Nothing was started: execution ${OTHER} of bootstrap in dev is running.`;
    const { say, calls } = talk({
      'query-memory': { body: EMPTY },
      'execute-bootstrap-pipeline': {
        status: 409,
        body: { code: 'concurrency_conflict', message, execution_id: OTHER },
      },
      'get-execution': { body: execution('running', { execution_id: OTHER }) },
    });
    expect(say('bootstrap dev')).toMatchObject({ outcome: 'error', text: message, executionIds: [OTHER] });
    expect(say('how is it going?')).toMatchObject({ outcome: 'unfinished' });
    expect(calls.at(-1)).toBe(`get-execution {"execution_id":"${OTHER}"}`);
  });
});
