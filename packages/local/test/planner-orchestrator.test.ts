import { beforeAll, describe, expect, it } from 'vitest';
import type { AgentProfile } from '../src/planner/agent/agent-profile.ts';
import type { Conversation, Step } from '../src/planner/plan.ts';
import { loadProfiles } from './planner-agents.ts';
import { firstStep, inShort } from './planner-step.ts';

const ID = '0198c0de-aaaa-4bbb-8ccc-1234567890ab';

let profile: (agentType: string) => AgentProfile;
beforeAll(async () => {
  profile = await loadProfiles();
});

function first(agentType: string, message: string, conversation: Conversation = {}): Step {
  return firstStep(profile(agentType), message, conversation);
}

describe('the orchestrator looks into the memory', () => {
  it.each([
    ['What is deployed in dev?', 'dev'],
    ["what's running in prod", 'prod'],
    ['what failed in staging', 'staging'],
    ['did bootstrap for dev succeed?', 'dev'],
    ['when was compute last deployed in dev?', 'dev'],
    ['who deployed the app to staging and when?', 'staging'],
    ['which version of the app is live in prod?', 'prod'],
    ['list the failed deployments in staging', 'staging'],
    ['show me what you deploy and run in dev', 'dev'],
    ['Tell me what is deployed in dev and deploy nothing', 'dev'],
    ['deploy status of app in dev', 'dev'],
    ['anything under way in prod', 'prod'],
    ['how is the bootstrap in dev going?', 'dev'],
    ['status of dev', 'dev'],
    ['What will deploy app to prod do?', 'prod'],
    ['bootstrap in dev has failed', 'dev'],
    // … and before it starts or stops anything.
    ['Deploy bootstrap infrastructure for dev environment', 'dev'],
    ['deploy the service to dev', 'dev'],
    ['scale the cluster in prod', 'prod'],
    ['Deploy the app to the mars environment', 'mars'],
    ['stop the bootstrap in dev', 'dev'],
    ['show me the log of compute in staging', 'staging'],
    // Where no environment is named, all of them.
    ['What is deployed?', 'dev'],
    ['is anything running?', 'dev'],
  ])('%s', (message, environment) => {
    expect(inShort(first('orchestrator', message))).toBe(`query-memory {"environment":"${environment}"}`);
  });

  it.each([
    ['has the app been deployed to production?', 'check-deployed {"environment":"prod","pipeline_type":"app"}'],
    ['Is bootstrap already deployed in dev?', 'check-deployed {"environment":"dev","pipeline_type":"bootstrap"}'],
    ['is anything deployed in dev?', 'query-memory {"environment":"dev"}'],
    ['what was executed in staging?', 'list-history {"environment":"staging"}'],
    ['show me the history of prod', 'list-history {"environment":"prod"}'],
  ])('by the operation that is for the question: %s', (message, call) => {
    expect(inShort(first('orchestrator', message))).toBe(call);
  });

  it('passes a tenant on', () => {
    const step = first('orchestrator', 'what is deployed in dev for tenant acme?');
    expect(inShort(step)).toBe('query-memory {"environment":"dev","tenant_id":"acme"}');
  });

  it.each([
    `cancel execution ${ID}`,
    `please abort ${ID}`,
    `show me the log of execution ${ID}`,
    `how is ${ID} doing, is it done?`,
  ])('recalls the execution that is named: %s', (message) => {
    expect(inShort(first('orchestrator', message))).toBe(`recall-execution {"execution_id":"${ID}"}`);
  });
});

describe('the orchestrator asks the agent that is specialised in it', () => {
  const last = { last: { agentType: 'app', executionId: ID } };
  const about = (message: string): string => `${message}\n(This is about execution ${ID}.)`;

  it.each<[string, Conversation, string, string]>([
    ['deploy bootstrap', {}, 'bootstrap', 'deploy bootstrap'],
    ['bootstrap', {}, 'bootstrap', 'bootstrap'],
    ['create a DNS record www in zone example.org', {}, 'dns', 'create a DNS record www in zone example.org'],
    ['restore the orders database in live', {}, 'database', 'restore the orders database in live'],
    ['scale the cluster', {}, 'compute', 'scale the cluster'],
    ['roll out version 1.4.2 of the checkout service', {}, 'app', 'roll out version 1.4.2 of the checkout service'],
    ['bootstrap the app environment', {}, 'bootstrap', 'bootstrap the app environment'],
    ['Is it done?', last, 'app', about('Is it done?')],
    ['cancel it', last, 'app', about('cancel it')],
    ['why did it fail?', last, 'app', about('why did it fail?')],
    ['show me the logs', last, 'app', about('show me the logs')],
    ['what happened?', last, 'app', about('what happened?')],
    [`cancel ${ID}`, last, 'app', `cancel ${ID}`],
    ['deploy it again', last, 'app', 'deploy it again'],
    ['dev', { awaiting: 'bootstrap' }, 'bootstrap', 'dev'],
    ['staging?', { awaiting: 'bootstrap' }, 'bootstrap', 'staging?'],
    ['which environments are there?', { awaiting: 'bootstrap' }, 'bootstrap', 'which environments are there?'],
    ['deploy it to dev', { awaiting: 'bootstrap' }, 'bootstrap', 'deploy it to dev'],
    ['never mind', { awaiting: 'bootstrap' }, 'bootstrap', 'never mind'],
    ['bootstrap', { choice: { message: 'deploy it' } }, 'bootstrap', 'deploy it\nbootstrap'],
  ])('%s', (message, conversation, agentType, input) => {
    const step = first('orchestrator', message, conversation);
    expect(inShort(step)).toBe(`invoke-specialized-agent ${JSON.stringify({ agent_type: agentType, input })}`);
  });

  it.each([
    ['deploy bootstrap, compute and app to dev', ['bootstrap', 'compute', 'app']],
    ['deploy bootstrap to dev and then compute', ['bootstrap', 'compute']],
    ['Deploy bootstrap to dev. Deploy compute to dev.', ['bootstrap', 'compute']],
    ['Deploy to dev', ['bootstrap', 'compute', 'app', 'dns', 'database']],
    ['deploy everything everywhere', ['bootstrap', 'compute', 'app', 'dns', 'database']],
  ])('asks which is meant: %s', (message, names) => {
    const step = first('orchestrator', message);
    expect(inShort(step)).toBe('asked');
    for (const name of names) expect(step).toHaveProperty('text', expect.stringContaining(`- ${name}: `));
  });

  it.each(['destroy prod', 'delete everything in prod', 'please restart staging'])(
    'says at once that nothing does it, and asks for no choice: %s',
    (message) => {
      expect(first('orchestrator', message)).toMatchObject({
        step: 'answer',
        outcome: 'error',
        text: expect.stringContaining('Nothing was started: I have nothing that does this.'),
      });
    },
  );

  it('asks only of the agents that name what is to be done', () => {
    const step = first('orchestrator', 'roll back dev');
    expect(inShort(step)).toBe('asked');
    expect(step).toHaveProperty('text', expect.stringContaining('- database: '));
    expect(step).not.toHaveProperty('text', expect.stringContaining('- bootstrap: '));
  });

  it.each([
    ['What is deployed in prod?', 'query-memory {"environment":"prod"}'],
    ['deploy compute to prod', 'query-memory {"environment":"prod"}'],
  ])('changes the subject although an agent asked back: %s', (message, expected) => {
    expect(inShort(first('orchestrator', message, { awaiting: 'bootstrap' }))).toBe(expected);
  });

  it.each(['Is it done?', 'logs please', 'cancel it', 'why did it fail?'])(
    'asks which execution when none was spoken of: %s',
    (message) => {
      expect(first('orchestrator', message)).toMatchObject({
        step: 'ask',
        text: expect.stringContaining('execution id'),
      });
    },
  );
});
