import { beforeAll, describe, expect, it } from 'vitest';
import type { AgentProfile } from '../src/planner/agent/agent-profile.ts';
import { loadProfiles } from './planner-agents.ts';
import { startTalk } from './planner-conversation.ts';

let profile: (agentType: string) => AgentProfile;
beforeAll(async () => {
  profile = await loadProfiles();
});

const deployed = {
  execution_id: '0198c0de-aaaa-4bbb-8ccc-1234567890ab',
  pipeline_type: 'bootstrap',
  environment: 'dev',
  status: 'succeeded',
  parameters: { region: 'eu-west-1', termination_protection: true, nested: { not: 'shown' } },
  requested_by: 'mcp-proxy',
  created_at: '2026-01-30T09:00:00.000Z',
  finished_at: '2026-01-30T09:12:34.000Z',
  url: 'https://gitlab.example.com/p/1',
};
const failed = {
  ...deployed,
  execution_id: 'execution-9',
  pipeline_type: 'app',
  tenant_id: 'acme',
  status: 'failed',
  parameters: {},
  failure: 'Job rollout: exit code 1',
};
const running = {
  ...deployed,
  execution_id: 'execution-10',
  pipeline_type: 'compute',
  status: 'running',
  finished_at: undefined,
};
const memory = { environment: 'dev', deployed: [deployed], under_way: [running], failed_since: [failed] };

function ask(message: string, body: object = memory): string {
  return startTalk({ profile, tools: () => ({ body }) }).say(message).text;
}

describe('an answer from the memory', () => {
  it('tells what is deployed, under way and failed, each with what matters', () => {
    expect(ask('What is deployed in dev?')).toBe(
      [
        'Deployed in dev:',
        '- bootstrap: succeeded 2026-01-30 09:12 UTC, region eu-west-1, termination_protection true, by mcp-proxy, execution 0198c0de-aaaa-4bbb-8ccc-1234567890ab, https://gitlab.example.com/p/1',
        'Under way in dev:',
        '- compute: running, asked for 2026-01-30 09:00 UTC, region eu-west-1, termination_protection true, by mcp-proxy, execution execution-10, https://gitlab.example.com/p/1',
        'Did not succeed since in dev:',
        '- app for acme: failed 2026-01-30 09:12 UTC, by mcp-proxy, execution execution-9, https://gitlab.example.com/p/1',
        '  | Job rollout: exit code 1',
      ].join('\n'),
    );
  });

  it('to what is running tells first what is under way, then what is deployed', () => {
    const answer = ask('What is running in dev?', { ...memory, under_way: [] });

    expect(answer.split('\n').slice(0, 2)).toEqual(['Nothing is under way in dev.', 'Deployed in dev:']);
    expect(ask('What is running in dev?')).toMatch(/^Under way in dev:\n- compute: running/);
  });

  it.each([
    ['what failed in dev?', ['execution-9'], ['execution-10', 'Deployed in']],
    ['what is under way in dev?', ['execution-10'], ['execution-9', 'Deployed in']],
    ['did bootstrap for dev succeed?', ['bootstrap: succeeded'], ['execution-9', 'execution-10']],
    ['is dns deployed in dev?', ['Nothing is recorded of dns in dev.'], []],
  ])('keeps to what was asked: %s', (message, present, absent) => {
    const text = ask(message);
    for (const part of present) expect(text).toContain(part);
    for (const part of absent) expect(text).not.toContain(part);
  });

  it('says so when there is nothing', () => {
    const empty = { environment: 'dev', deployed: [], under_way: [], failed_since: [] };
    expect(ask('What is deployed in dev?', empty)).toBe('Nothing is recorded as deployed in dev.');
    expect(ask('what failed in dev?', empty)).toBe('No failure is recorded after what is deployed in dev.');
    expect(ask('anything under way in dev?', empty)).toBe('Nothing is under way in dev.');
  });

  it('says when older executions were left unread', () => {
    expect(ask('What is deployed in dev?', { ...memory, incomplete: true })).toContain('left unread');
  });

  it('is about all environments when none is named', () => {
    const talk = startTalk({
      profile,
      tools: (_, { environment }) => ({ body: { environment, deployed: [], under_way: [], failed_since: [] } }),
    });
    expect(talk.say('What is deployed?').text.split('\n\n')).toEqual(
      ['dev', 'staging', 'prod'].map((environment) => `Nothing is recorded as deployed in ${environment}.`),
    );
    expect(talk.calls).toHaveLength(3);
  });

  it('is about the environments that are named', () => {
    const talk = startTalk({ profile, tools: () => ({ body: memory }) });
    talk.say('What is deployed in dev and prod?');
    expect(talk.calls).toEqual(['query-memory {"environment":"dev"}', 'query-memory {"environment":"prod"}']);
  });

  it('is not made up from a reply of another shape', () => {
    expect(ask('What is deployed in dev?', { surprise: true })).toBe('Nothing is recorded as deployed.');
  });
});
