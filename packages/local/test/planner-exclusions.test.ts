import { beforeAll, describe, expect, it } from 'vitest';
import type { AgentProfile } from '../src/planner/agent/agent-profile.ts';
import { loadProfiles } from './planner-agents.ts';
import { EMPTY, execution, loadTalking, type Talking } from './planner-conversation.ts';
import { firstStep, inShort } from './planner-step.ts';

let profile: (agentType: string) => AgentProfile;
let talk: Talking;
beforeAll(async () => {
  profile = await loadProfiles();
  talk = await loadTalking();
});

describe('what is named only to exclude it', () => {
  it.each([
    'Deploy everything except bootstrap to prod',
    'Deploy everything but bootstrap to prod',
    'Deploy everything but not bootstrap to prod',
    'Deploy everything other than bootstrap to prod',
    'deploy everything apart from the bootstrap pipeline to prod',
    'deploy everything excluding bootstrap to prod',
    'deploy everything to prod without bootstrap',
    'deploy everything to prod, except for bootstrap',
    'deploy to prod, not bootstrap',
    "deploy everything to prod and don't deploy bootstrap",
    'deploy everything to prod and skip bootstrap',
    'deploy all to prod with bootstrap excluded',
  ])('is not chosen, and what is left is asked for: %s', (message) => {
    const step = firstStep(profile('orchestrator'), message);
    expect(inShort(step)).toBe('asked');
    expect(step).toHaveProperty('text', expect.stringContaining('- compute: '));
    expect(step).not.toHaveProperty('text', expect.stringContaining('- bootstrap: '));
  });

  it('is left out with all that is listed with it', () => {
    const step = firstStep(profile('orchestrator'), 'Deploy everything except bootstrap, compute and the app to prod');
    expect(inShort(step)).toBe('asked');
    expect(step).not.toHaveProperty('text', expect.stringMatching(/- (?:bootstrap|compute|app): /));
  });

  it.each([
    'deploy compute instead of bootstrap',
    'instead of bootstrap, deploy compute',
    'deploy compute, not bootstrap',
  ])('leaves what is meant: %s', (message) => {
    expect(inShort(firstStep(profile('orchestrator'), message))).toContain('"agent_type":"compute"');
  });

  it.each([
    'bootstrap all environments except prod',
    'bootstrap every environment but prod',
    'bootstrap everywhere except in prod',
    'bootstrap all environments other than production',
    'bootstrap all environments, excluding the prod environment',
    'bootstrap all environments except staging and prod',
    'bootstrap all environments apart from prod',
    'bootstrap everywhere, not prod',
  ])('is no value: %s', (message) => {
    expect(inShort(firstStep(profile('bootstrap'), message))).toBe('asked');
    expect(inShort(firstStep(profile('orchestrator'), message))).not.toContain('"environment"');
  });

  it('leaves the value that is meant', () => {
    expect(inShort(firstStep(profile('bootstrap'), 'bootstrap dev, not prod'))).toBe(
      'execute-bootstrap-pipeline {"environment":"dev"}',
    );
  });
});

describe('the answer to "is that the least or the most?"', () => {
  it.each([
    ['max', { max_instances: 5 }],
    ['the max', { max_instances: 5 }],
    ['max_instances', { max_instances: 5 }],
    ['maximum please', { max_instances: 5 }],
    ['make it the max', { max_instances: 5 }],
    ['at least', { min_instances: 5 }],
    ['both', { min_instances: 5, max_instances: 5 }],
    ['max 7', { max_instances: 7 }],
  ])('applies the value: %s', (reply, expected) => {
    const { say, calls } = talk({
      'query-memory': { body: EMPTY },
      'execute-compute-pipeline': { body: execution('succeeded') },
    });
    expect(say('Deploy compute to prod with 5 instances of m7g.large').outcome).toBe('asked');
    say(reply);
    const started = calls.filter((one) => one.startsWith('execute-'));
    expect(started).toHaveLength(1);
    expect(JSON.parse(started[0]?.slice(started[0].indexOf('{')) ?? '')).toEqual({
      environment: 'prod',
      instance_type: 'm7g.large',
      ...expected,
    });
  });

  it('is asked for again when it is not understood', () => {
    const { say, calls } = talk({
      'query-memory': { body: EMPTY },
      'execute-compute-pipeline': { body: execution('succeeded') },
    });
    say('Deploy compute to prod with 5 instances of m7g.large');
    for (const reply of ['blue', 'the usual one', 'm7g.xlarge'])
      expect(say(reply)).toMatchObject({ outcome: 'asked', text: expect.stringContaining('5 instances') });
    expect(calls.some((one) => one.startsWith('execute-'))).toBe(false);
    say('the maximum');
    expect(calls.at(-1)).toContain('"max_instances":5');
  });
});

describe('a memory that can not be read', () => {
  it.each(['What is deployed in dev?', 'stop the bootstrap in dev'])(
    'is told once, in words for the user: %s',
    (message) => {
      const body = {
        message:
          "The memory can't be read just now, so it is not known what is deployed or under way. Say so, and ask again in a moment.",
      };
      const { say } = talk({ 'query-memory': { status: 503, body } });
      expect(say(message).text).toBe(
        "The memory can't be read just now, so it is not known what is deployed or under way.",
      );
    },
  );
});

describe('what nothing does', () => {
  it.each(['Delete the dev environment', 'Destroy everything in prod', 'delete dev', 'tear down the prod environment'])(
    'is said at once: %s',
    (message) => {
      expect(firstStep(profile('orchestrator'), message)).toMatchObject({
        step: 'answer',
        text: expect.stringContaining('I have nothing that does this.'),
      });
    },
  );

  it.each([
    ['Destroy everything in prod', { awaiting: 'bootstrap' }],
    ['delete dev', { choice: { message: 'deploy it' } }],
  ])('is no answer to what was asked before: %s', (message, conversation) => {
    expect(inShort(firstStep(profile('orchestrator'), message, conversation))).toBe('error');
  });
});
